import { describe, expect, it } from 'vitest';
import { FACTS, type Fact, factNamed, lackingIn } from '../../src/decision/facts.ts';
import type { Relevance } from '../../src/decision/relevance.ts';
import { type CallContext, callContext, narrowedTo } from '../../src/decision/variables.ts';
import { type JsonObject, objectsIn } from '../../src/json.ts';
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
  return { conditions: values['conditions'], fact: known.get('conditions'), context: step.value };
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
    expect(toldOf(fact)).toMatchObject({ conditions: [], fact });
  });
});

describe('the reasons that orders give', () => {
  const listed = Array.from({ length: 4000 }, (_, at) => condition(`c${at}`));
  const orderOf = (id: string, reasons = 1): JsonObject => ({
    ...{ resourceType: 'ServiceRequest', id },
    reasonCode: Array.from({ length: reasons }, () => ({ text: 'Osteosarcoma' })),
  });
  const told = (context: CallContext, order: JsonObject) => {
    const { values, facts, diagnoses } = context.ofOrder(order);
    const reasons = objectsIn(values['reasons']).length;
    return { reasons, lacking: lackingIn(factNamed(facts, 'references')), diagnoses: diagnoses.length };
  };

  it('are looked at until the orders together have looked at very many Conditions, and known in part then', () => {
    const { context } = toldOf({ state: 'known', value: listed });
    expect(told(context, orderOf('a'))).toEqual({ reasons: 1, lacking: undefined, diagnoses: 4001 });
    expect(told(context, orderOf('b', 0))).toEqual({ reasons: 0, lacking: undefined, diagnoses: 4000 });
    expect(told(context, orderOf('c'))).toEqual({ reasons: 1, lacking: undefined, diagnoses: 4001 });
    expect(told(context, orderOf('d'))).toEqual({ reasons: 0, lacking: 'too-many', diagnoses: 4000 });
  });

  it('are looked at as far as that where one order gives many', () => {
    const { context } = toldOf({ state: 'known', value: listed });
    expect(told(context, orderOf('a'))).toMatchObject({ reasons: 1 });
    expect(told(context, orderOf('b', 1000))).toMatchObject({ reasons: 1000, lacking: undefined });
    expect(told(context, orderOf('c', 1000))).toMatchObject({ reasons: 0, lacking: 'too-many' });
  });
});
