import { stringify } from 'yaml';
import type { AnsweredCall } from '../../answer/answer-call.ts';
import { spokenBy } from '../../answer/run-case.ts';
import type { Knowledge } from '../../policies/knowledge.ts';
import { caseOf } from './request.ts';
import type { TryState } from './state.ts';

const inline = (value: unknown) => stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim();

/**
 * The lines of a policy's case file (docs/policies.md) for a state and its answer: what came is what is expected. A Coverage
 * that did not arrive cannot be written in a case.
 */
export function testCaseOf(state: TryState, answered: Pick<AnsweredCall, 'decisions'>, knowledge: Knowledge): string {
  const members = Object.entries({ ...caseOf(state, knowledge), expect: spokenBy(answered) });
  const lines = members.map(([name, value]) => `  ${name}: ${inline(value)}`);
  return ['- name: Say here the rule that this case holds', ...lines].join('\n');
}
