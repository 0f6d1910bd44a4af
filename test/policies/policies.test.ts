import { describe, expect, it } from 'vitest';
import { runCase } from '../../src/answer/run-case.ts';
import { casesUnder } from '../../src/commands/case-files.ts';
import { withDrafts } from '../../src/commands/policies-test.ts';
import { gapsIn } from '../../src/policies/cases.ts';
import { caller } from '../support/answer.ts';
import { ALL_BEGUN, knowledge as ofProject, PROJECT } from '../support/knowledge.ts';

// Drafts too: a new one may break the cases of the others.
const knowledge = withDrafts(ofProject);
const cases = casesUnder(PROJECT, knowledge);
const { canonicalOf } = knowledge.systems;

describe.each([...cases])('%s', (policy, theirs) => {
  const callers = new Map<number, ReturnType<typeof caller>>();
  const callerAt = (now: number) => {
    const call = callers.get(now) ?? caller(knowledge, 'standard', { now });
    callers.set(now, call);
    return call;
  };

  it.each(theirs.map((each) => [each.row.name, each] as const))('%s', async (_name, each) => {
    const { problems } = await runCase(each, canonicalOf, (body, day) =>
      callerAt(day === undefined ? ALL_BEGUN : Date.parse(day))(body),
    );
    expect(problems).toEqual([]);
  });

  it('has a case for each of its actions, and one for each of its look-alikes', () => {
    const versions = knowledge.policies.filter(({ id }) => id === policy);
    expect(gapsIn(versions, theirs, knowledge, policy)).toEqual([]);
  });
});

describe('the cases together', () => {
  it('hold as many orders that must stay silent as a reader needs to trust the silence', () => {
    const rows = [...cases.values()].flat().map(({ row }) => row);
    expect(rows.length).toBeGreaterThan(157);
    expect(rows.filter(({ expect: spoken }) => spoken.length === 0).length).toBeGreaterThan(rows.length / 3);
  });
});
