import type { AnsweredCall } from '../../answer/answer-call.ts';
import type { TryState, WrittenOrder } from './state.ts';

const quoted = (text: string) => JSON.stringify(text);

/** A YAML mapping on one line; members without a value are left out. */
function flow(members: readonly (readonly [name: string, value: string | false])[]): string {
  const given = members.filter(([, value]) => value !== false && value !== '');
  return `{ ${given.map(([name, value]) => `${name}: ${value}`).join(', ')} }`;
}

function orderLine({ kind, text, codes, note, units, day, status, refrains }: WrittenOrder): string {
  return flow([
    ['type', kind === 'DeviceRequest' && kind],
    ['codes', codes.length > 0 && `[${codes.map(quoted).join(', ')}]`],
    ['text', text !== '' && quoted(text)],
    ['note', note !== '' && quoted(note)],
    ['quantity', units !== '' && kind === 'ServiceRequest' && `{ value: ${units} }`],
    ['occurrence', day !== '' && quoted(day)],
    ['status', status !== 'draft' && status],
    ['doNotPerform', refrains && 'true'],
  ]);
}

/** A condition as case files write it: code and words in one string, or with a status or severity beside them. */
function conditionLine(line: string): string {
  const [, written = line, aside = ''] = /^(.*?)\s*(?:\[([a-z-]+)\])?$/i.exec(line) ?? [];
  const isCoded = /^[a-z0-9-]+\s+\S*\d/i.test(written);
  if (isCoded && aside === '') return quoted(written);
  const member = /^(?:refuted|confirmed|provisional|differential|unconfirmed)$/i.test(aside)
    ? 'verification'
    : 'status';
  const isSeverity = !/^(?:active|recurrence|relapse|inactive|remission|resolved)$/i.test(aside) && member === 'status';
  return flow([
    [isCoded ? 'code' : 'text', quoted(written)],
    [isSeverity ? 'severity' : member, aside.toLowerCase()],
  ]);
}

/**
 * The lines of a policy's case file (docs/policies.md, test cases) for a state and its answer: what came is what is expected.
 * A Coverage that did not arrive cannot be written in a case.
 */
export function testCaseOf(state: TryState, { decisions }: Pick<AnsweredCall, 'decisions'>): string {
  const spoken = decisions.flatMap(({ policy, outcome }) =>
    outcome.kind === 'applies' ? [`${policy.id}/${outcome.action.id}`] : [],
  );
  const [first, ...others] = state.orders.map(orderLine);
  const conditions = state.conditionsSent ? `[${state.conditions.map(conditionLine).join(', ')}]` : 'unknown';
  return [
    `- name: "Say here the rule that this case holds"`,
    `  order: ${first}`,
    ...(others.length > 0 ? ['  others:', ...others.map((line) => `    - ${line}`)] : []),
    ...(state.conditions.length > 0 || !state.conditionsSent ? [`  conditions: ${conditions}`] : []),
    ...(state.payer === undefined ? [] : [`  coverage: { payor: ${quoted(state.payer)} }`]),
    ...(state.hook === 'order-select' ? ['  hook: order-select'] : []),
    `  expect: [${spoken.join(', ')}]`,
  ].join('\n');
}
