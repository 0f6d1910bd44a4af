import { describeMention } from '../matching/describe-mention.ts';
import type { Mention } from '../matching/mentions.ts';
import type { Order } from '../matching/order.ts';
import { shortened } from '../policies/expression-text.ts';
import { onOneLine } from '../visible-text.ts';
import { type Decision, isSelected, type Screening, type Silence, silenceOf } from './decide.ts';
import { type Fact, type Facts, MISSING_REASONS } from './facts.ts';
import { type Attempt, noCardText, type Outcome, type Step, TRUTH_WORDS } from './trace.ts';

function factLine(name: string, fact: Fact<readonly unknown[]>): string {
  if (fact.state === 'missing') return `${name}: missing, ${MISSING_REASONS[fact.reason]}`;
  const lacking = fact.lacking === undefined ? '' : `, and there may be more: ${MISSING_REASONS[fact.lacking]}`;
  const foreign = fact.foreign === undefined ? '' : `, ${fact.foreign} of another patient passed over`;
  return `${name}: ${fact.value.length}${lacking}${foreign}`;
}

function mentionLine(mention: Mention): string {
  const { choice } = mention.name;
  return `  words: ${describeMention(mention)}${choice === undefined ? '' : `\n    choice: ${choice}`}`;
}

/** Describes the readings of Conditions; those of the order stand above. */
function readingLines({ readings = [] }: Step, indent: string): readonly string[] {
  return readings
    .filter(({ reference }) => reference.startsWith('Condition/'))
    .map(({ reference, mention }) => `\n${indent}        ${onOneLine(reference)}: ${describeMention(mention)}`);
}

function stepLine(step: Step, indent: string): string {
  const found = step.references.length > 0 ? `, found ${onOneLine(step.references.join(', '))}` : '';
  const reason = step.reason === undefined ? '' : `, ${step.reason}`;
  const choice = step.choice === undefined ? '' : `\n${indent}  choice: ${step.choice}`;
  return `${indent}${TRUTH_WORDS[step.truth].padEnd(7)} ${step.name}${found}${reason}\n${indent}        ${shortened(step.expression)}${choice}${readingLines(step, indent).join('')}`;
}

function attemptLines({ action, steps }: Attempt): readonly string[] {
  const choice = action.choice === undefined ? [] : [`      choice: ${action.choice}`];
  return [
    `    action ${action.id}: ${action.title}${steps.length === 0 ? ' (always)' : ''}`,
    ...choice,
    ...steps.map((step) => stepLine(step, '      ')),
  ];
}

function outcomeLine(outcome: Outcome, isLive: boolean): string {
  if (outcome.kind !== 'applies')
    return noCardText({ ...outcome, answer: 'action' in outcome ? outcome.action.title : undefined });
  const answer = `${outcome.action.title} (${outcome.action.card})`;
  return isLive ? `CARD: ${answer}` : `not shown, since the policy is in shadow: ${answer}`;
}

function decisionLines({ policy, trace, outcome, ended }: Decision, isLive: boolean): readonly string[] {
  const remarks = `${ended === undefined ? '' : `, ended on ${ended}`}${isLive ? '' : ', in shadow'}`;
  return [
    `  policy ${policy.id} ${policy.version} (${policy.publisher})${remarks}`,
    ...trace.scope.map((step) => stepLine(step, '    ')),
    ...(trace.facts.length > 0 ? ['    facts'] : []),
    ...trace.facts.map((step) => stepLine(step, '      ')),
    ...trace.attempts.flatMap(attemptLines),
    `  => ${outcomeLine(outcome, isLive)}`,
  ];
}

const SILENCES: Readonly<Record<Silence, string>> = {
  'not-selected': 'not among the selected orders',
  replaced: 'another order of the call replaces it',
  'no-policy': 'no policy has its codes or names',
};

/** Names the policies that might concern an order and are off at the site. */
function offLines(order: Order, { screening: { draft }, off = new Map() }: Explained): readonly string[] {
  if (!isSelected(order, draft.selected)) return [];
  return [...off]
    .filter(([, orders]) => orders.includes(order))
    .map(([{ id }]) => `  => no card of policy ${id}: it is off at the site`);
}

function orderLines(order: Order, explained: Explained): readonly string[] {
  const { decisions, shadow = [], screening } = explained;
  const { codes } = order;
  const { specified, remarked } = order.description;
  const isTheirs = (decision: Decision) => decision.order === order;
  const theirs = [
    ...decisions.filter(isTheirs).flatMap((decision) => decisionLines(decision, true)),
    ...shadow.filter(isTheirs).flatMap((decision) => decisionLines(decision, false)),
    ...offLines(order, explained),
  ];
  return [
    onOneLine(`order ${order.reference ?? 'without id'}: ${order.titles[0] ?? 'no words'}`),
    ...codes.map(({ system, code }) => `  code: ${onOneLine(`${code} of ${system}`)}`),
    ...(codes.length === 0 ? ['  code: none of a known system'] : []),
    ...[...specified, ...remarked].map(mentionLine),
    ...(theirs.length > 0 ? theirs : [`  => no card: ${SILENCES[silenceOf(order, screening)]}`]),
  ];
}

/** The reasons for which a resource of a draft is not judged. */
export const PASSED_OVER = 'no order of a kind this server judges, ended, or an order to refrain';

/** A call that was answered. */
interface Explained {
  readonly screening: Screening;
  readonly facts: Facts;
  readonly decisions: readonly Decision[];
  /** Decisions of the policies in shadow, of which nothing is shown. */
  readonly shadow?: readonly Decision[];
  /** The policies that are off at the site, with the orders that they might concern. */
  readonly off?: Screening['concerned'];
}

/** Says, for a person, why each order did or did not raise a card. The text holds clinical data: not for logs. */
export function explain(explained: Explained): string {
  const { screening, facts } = explained;
  const { draft, orders } = screening;
  const passedOver = draft.resources.length - orders.length;
  return [
    `hook ${draft.trigger}`,
    ...(facts.size === 0 ? ['no facts needed'] : [...facts].map(([name, fact]) => factLine(name, fact))),
    ...(passedOver > 0 ? [`${passedOver} resources passed over: ${PASSED_OVER}`] : []),
    ...orders.flatMap((order) => ['', ...orderLines(order, explained)]),
  ].join('\n');
}
