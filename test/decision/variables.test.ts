import { describe, expect, it } from 'vitest';
import { FACTS, type Fact } from '../../src/decision/facts.ts';
import type { Relevance } from '../../src/decision/relevance.ts';
import { callContext, narrowedTo } from '../../src/decision/variables.ts';
import type { JsonObject } from '../../src/json.ts';
import { knowledge, TODAY } from '../support/knowledge.ts';

const condition = (id: string): JsonObject => ({ resourceType: 'Condition', id });
const everything: Relevance = { isRelevant: true, lacking: undefined };

/** The Conditions that a policy is told of, and the fact of them. */
function toldOf(fact: Fact<readonly JsonObject[]>, relevance = everything) {
  const facts = new Map([['conditions', fact]]);
  const source = { trigger: 'order-sign', orders: [], resolve: () => undefined, facts, today: TODAY };
  const work = narrowedTo(callContext(source, FACTS, knowledge), () => relevance);
  let step = work.next();
  while (!step.done) step = work.next();
  const { values, facts: known } = step.value;
  return { conditions: values['conditions'], fact: known.get('conditions') };
}

describe('the Conditions that a policy is told of', () => {
  const listed = Array.from({ length: 10_001 }, (_, at) => condition(`c${at}`));

  it('are ten thousand at most, and known in part where there are more', () => {
    const { conditions, fact } = toldOf({ state: 'known', value: listed });
    expect(conditions).toEqual(listed.slice(0, 10_000));
    expect(fact).toEqual({ state: 'known', value: listed, lacking: 'too-many' });
    expect(toldOf({ state: 'known', value: listed.slice(1) }).fact).not.toHaveProperty('lacking');
  });

  it('do not count those it does not speak of', () => {
    const { conditions, fact } = toldOf({ state: 'known', value: listed }, { ...everything, isRelevant: false });
    expect(conditions).toEqual([]);
    expect(fact).not.toHaveProperty('lacking');
  });

  it('are known in part where the text of one is longer than is read', () => {
    const value = [condition('a'), condition('b')];
    const { conditions, fact } = toldOf({ state: 'known', value }, { ...everything, lacking: 'text-too-long' });
    expect(conditions).toEqual(value);
    expect(fact).toEqual({ state: 'known', value, lacking: 'text-too-long' });
  });

  it('are known in part for the reason they came with, before any other', () => {
    const fact = { state: 'known', value: [condition('a')], lacking: 'withheld' } as const;
    expect(toldOf(fact, { ...everything, lacking: 'text-too-long' }).fact).toEqual(fact);
  });

  it('are missing where they did not arrive', () => {
    const fact = { state: 'missing', reason: 'not-sent' } as const;
    expect(toldOf(fact)).toEqual({ conditions: [], fact });
  });
});
