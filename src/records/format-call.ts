import { MISSING_REASONS } from '../decision/facts.ts';
import { noCardText, TRUTH_WORDS } from '../decision/trace.ts';
import { versionKey } from '../policies/policy.ts';
import { onOneLine } from '../visible-text.ts';
import { reasonName, unsealedWords } from './feedback-record.ts';
import type { Pseudonymizer } from './pseudonymizer.ts';
import {
  type CallRecord,
  cardIdsOf,
  type DecisionRecord,
  type FeedbackRecord,
  isAnswered,
  type ReadingRecord,
  type StepRecord,
} from './record.ts';

/** Dependencies of describing a call. */
interface FormatContext {
  /** Feedback on the cards of the call. */
  readonly feedback: readonly FeedbackRecord[];
  readonly pseudonymizer: Pseudonymizer;
  /** The present hash of each policy, by its `versionKey`. */
  readonly policyHashes: ReadonlyMap<string, string>;
}

function readingLine({ reference, name, category, group, how, spent }: ReadingRecord): string {
  const by = group === undefined ? '' : ` by ${group} (${how ?? '?'})`;
  const others = spent.length === 0 ? '' : `; spent on something else: ${spent.join(', ')}`;
  return `            words of ${reference}: ${name}, ${category}${by}${others}`;
}

function stepLines({ truth, name, reason, references, moreReferences, readings = [] }: StepRecord): readonly string[] {
  const more = moreReferences === undefined ? '' : ` and ${moreReferences} more`;
  const found = references.length > 0 ? `, found ${references.join(', ')}${more}` : '';
  const step = `    ${TRUTH_WORDS[truth].padEnd(7)} ${name}${found}${reason === undefined ? '' : `, ${reason}`}`;
  return [step, ...readings.map(readingLine)];
}

function outcomeLine(decision: DecisionRecord): string {
  const { outcome, action = '?', why, mode } = decision;
  const [card = 'none', ...further] = cardIdsOf(decision);
  if (outcome !== 'applies') return noCardText({ kind: outcome, why, answer: action });
  return mode === 'shadow'
    ? `not shown, since the policy was in shadow: ${action}`
    : `card ${[card, ...further].join(' and ')}: ${action}`;
}

function feedbackLines(record: FeedbackRecord, pseudonymizer: Pseudonymizer): readonly string[] {
  const words = unsealedWords(record, pseudonymizer);
  const { reasons, comments } = words === 'unreadable' ? { reasons: [], comments: [] } : words;
  const said = reasons.flatMap((reason) => reasonName(reason) ?? []);
  const named = [...new Set([...(record.reason === undefined ? [] : [record.reason]), ...said])].map(onOneLine);
  return [
    `     ${record.outcome} ${record.at}${named.length === 0 ? '' : `: ${named.join(', ')}`}`,
    ...record.suggestions.map((suggestion) => `       suggestion ${suggestion}`),
    ...comments.map((comment) => `       "${onOneLine(comment)}"`),
    ...(words === 'unreadable' ? ['       words sealed under another secret'] : []),
  ];
}

function decisionLines(decision: DecisionRecord, site: string, context: FormatContext): readonly string[] {
  const { order, place, policy, policyVersion, policyHash, mode, steps } = decision;
  const cards = cardIdsOf(decision);
  const present = context.policyHashes.get(versionKey(policy, policyVersion));
  const since = present === undefined ? ' (not among the policies here)' : ' (policy has changed since)';
  const reports = context.feedback.filter((record) => cards.includes(record.card) && record.site === site);
  return [
    '',
    `order ${order}, place ${place}`,
    `  policy ${policy} ${policyVersion}, ${policyHash}${mode === undefined ? '' : `, in ${mode}`}${present === policyHash ? '' : since}`,
    ...steps.flatMap(stepLines),
    `  => ${outcomeLine(decision)}`,
    ...reports.flatMap((record) => feedbackLines(record, context.pseudonymizer)),
    ...(cards.length > 0 && reports.length === 0 ? ['     nothing was reported'] : []),
  ];
}

function missingLines(missing: CallRecord['missing']): readonly string[] {
  return Object.entries(missing).map(([name, reason]) => `${name}: not complete, ${MISSING_REASONS[reason]}`);
}

/**
 * Says, for a person, what one call was answered, why, and what was reported of it. Holds the comments of clinicians in
 * clear: not for logs.
 */
export function formatCall(call: CallRecord, context: FormatContext): string {
  const { id, at, site, service, hookInstance, patient, outcome, milliseconds, orders, knowledge } = call;
  const hasAnswer = isAnswered(outcome);
  return [
    `call ${id}`,
    `${at}, site ${site}, service ${service}, ${milliseconds} ms`,
    ...(hookInstance === undefined ? [] : [`hookInstance ${hookInstance}`]),
    ...(patient === undefined ? [] : [`patient ${patient}`]),
    `knowledge ${knowledge}`,
    ...(hasAnswer ? [`orders that are judged: ${orders}`] : [`refused: ${outcome}`]),
    ...missingLines(call.missing),
    ...call.decisions.flatMap((decision) => decisionLines(decision, site, context)),
    ...(hasAnswer && call.decisions.length === 0 ? ['no policy was concerned'] : []),
  ].join('\n');
}
