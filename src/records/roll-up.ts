import { reasonName, unsealedWords } from './feedback-record.ts';
import { bucketOf } from './histogram.ts';
import type { Pseudonymizer } from './pseudonymizer.ts';
import { type CallRecord, cardIdsOf, type DecisionRecord, type FeedbackRecord, isAnswered } from './record.ts';

/*
 * The roll-up: daily counts, which cost the same to read however many calls there were, and may be kept for longer than the
 * records since they hold no patient. It is written with the records, and could be made anew from them.
 */

/** The day, and the calls or decisions that are counted together. */
interface Subject {
  /** In UTC, such as `2026-11-22`: of a call and what became of its cards when it arrived, of reports when they arrived. */
  readonly day: string;
  readonly site: string;
  readonly service: string;
  /** Empty for calls as a whole. */
  readonly policy: string;
  /** Outcome of the call or the decision; `reports` for feedback that arrived. */
  readonly outcome: string;
}

/**
 * Counter by name: `calls`, `orders`, `shown`, `feedback`, `accepted`, `reports`, or with a name behind a colon
 * `ms` (bucket of the histogram), `cause` and `step` (of what is unknown), `reason` (of an overridden card), `missing` (a fact
 * and why it is not complete), `unrecognized` (a code system or payer that the knowledge does not know). Those of a policy in shadow
 * begin with `shadow:`: `calls`, `orders`, `cards` (that would have been shown), `beside` (those of an order that another policy showed
 * a card for), `finding` (the action behind such a card), `cause` and `step`.
 */
export interface Count extends Subject {
  readonly what: string;
  readonly count: number;
}

/** Splits the name of a counter: `step:late` is the kind `step` with the name `late`. */
export function counterOf({ what }: Count): { readonly kind: string; readonly name: string } {
  const [kind = '', name = ''] = what.split(/:(.*)/s);
  return { kind, name };
}

/** Feedback on a card, with the reason as it is counted. */
export interface CardReport
  extends Pick<FeedbackRecord, 'id' | 'site' | 'service' | 'card' | 'outcome' | 'at' | 'received'> {
  readonly reason: string;
}

/** A card that was shown, and the day and kind of its decision. */
export interface ShownCard extends Subject {
  readonly card: string;
}

/** These counts are made of calls as they come; the records do not hold them. */
export const UNRECOGNIZED = 'unrecognized';

/** Before the counts of policies in shadow, which are never counted with those of live ones. */
export const SHADOW = 'shadow:';

/** The day of an instant. */
export const dayOfInstant = (instant: string) => instant.slice(0, 10);

/** Returns the names of the counts for a card that a policy in shadow would have shown; empty if there is none. */
function unshownCard(
  { mode, outcome, action, place }: DecisionRecord,
  withCard: ReadonlySet<number>,
): readonly string[] {
  if (mode !== 'shadow' || outcome !== 'applies') return [];
  return ['cards', `finding:${action ?? 'none'}`, ...(withCard.has(place) ? ['beside'] : [])];
}

/** `withCard` are the places of the orders that a card was shown for. */
function countsOfDecision(decision: DecisionRecord, withCard: ReadonlySet<number>): readonly string[] {
  const { outcome, why, steps } = decision;
  return [
    'orders',
    ...cardIdsOf(decision).map(() => 'shown'),
    ...unshownCard(decision, withCard),
    ...(outcome === 'unknown' ? [`cause:${why ?? 'no reason'}`] : []),
    ...steps.filter(({ truth }) => truth === 'unknown').map(({ reason }) => `step:${reason ?? 'no result'}`),
  ];
}

/**
 * A call and its decisions. For a policy the call counts once, at the first order that the policy judged. A refused call has no
 * duration: it is quick, and would flatter.
 */
export function countsOfCall(call: CallRecord): readonly Count[] {
  const { at, site, service } = call;
  const subjectOf = (policy: string, outcome: string): Subject => ({
    day: dayOfInstant(at),
    site,
    service,
    policy,
    outcome,
  });
  const incomplete = Object.entries(call.missing).map(([fact, reason]) => `missing:${fact}: ${reason}`);
  const unrecognized = (call.unrecognized ?? []).map((name) => `${UNRECOGNIZED}:${name}`);
  const whole = ['calls', ...(isAnswered(call.outcome) ? [`ms:${bucketOf(call.milliseconds)}`] : [])];
  const of = (subject: Subject, names: readonly string[]) => names.map((what) => ({ ...subject, what, count: 1 }));
  const judging = new Set<string>();
  const withCard = new Set(call.decisions.filter(({ card }) => card !== undefined).map(({ place }) => place));
  return [
    ...of(subjectOf('', call.outcome), [...whole, ...incomplete, ...unrecognized]),
    ...call.decisions.flatMap((decision) => {
      const isFirst = !judging.has(decision.policy);
      judging.add(decision.policy);
      const subject = subjectOf(decision.policy, decision.outcome);
      const counted = countsOfDecision(decision, withCard);
      if (decision.mode === 'shadow')
        return of(
          subject,
          [...(isFirst ? ['calls'] : []), ...counted].map((what) => `${SHADOW}${what}`),
        );
      return of(subject, [...(isFirst ? whole : []), ...counted]);
    }),
  ];
}

/**
 * Merges all reports on a card: it is accepted if any says so, else overridden with the reason that was
 * given last; of two given in one instant, the one that arrived last.
 */
function countsOfReports(subject: Subject, reports: readonly CardReport[]): readonly Count[] {
  if (reports.length === 0) return [];
  const orderOf = ({ at, received, id }: CardReport) => `${at} ${received} ${id}`;
  const last = reports.toSorted((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1)).at(-1);
  const isAccepted = reports.some(({ outcome }) => outcome === 'accepted');
  return [
    { ...subject, what: 'feedback', count: reports.length },
    { ...subject, what: isAccepted ? 'accepted' : `reason:${last?.reason ?? 'none'}`, count: 1 },
  ];
}

/** The cards that calls showed. */
export function cardsShown(calls: readonly CallRecord[]): readonly ShownCard[] {
  return calls.flatMap(({ at, site, service, decisions }) =>
    decisions.flatMap((decision) => {
      const { policy, outcome } = decision;
      return cardIdsOf(decision).map((card) => ({ card, day: dayOfInstant(at), site, service, policy, outcome }));
    }),
  );
}

/** Counts the outcomes of these cards by all reports on them. Reports of another site do not count. */
export function countsOfCards(shown: readonly ShownCard[], reports: readonly CardReport[]): readonly Count[] {
  const byCard = Map.groupBy(reports, ({ card }) => card);
  return shown.flatMap(({ card, ...subject }) => {
    const onCard = byCard.get(card) ?? [];
    return countsOfReports(
      subject,
      onCard.filter(({ site }) => site === subject.site),
    );
  });
}

/** One report that arrived, on whatever card. */
export function countOfArrival({ site, service, received }: Pick<CardReport, 'site' | 'service' | 'received'>): Count {
  return { day: dayOfInstant(received), site, service, policy: '', outcome: 'reports', what: 'reports', count: 1 };
}

/** The counts of all records there are. */
export function recount(calls: readonly CallRecord[], reports: readonly CardReport[]): readonly Count[] {
  return summed([
    ...calls.flatMap(countsOfCall),
    ...countsOfCards(cardsShown(calls), reports),
    ...reports.map(countOfArrival),
  ]);
}

/** The same counts, taken away. */
export function negated(counts: readonly Count[]): readonly Count[] {
  return counts.map((entry) => ({ ...entry, count: -entry.count }));
}

/** Orders that a policy in shadow judged: they tell monitoring that it was not live. */
export const SHADOW_ORDERS = `${SHADOW}orders`;

/** Equal counts added up, without those that come to nothing, in a fixed order. */
export function summed(counts: Iterable<Count>): readonly Count[] {
  const sums = new Map<string, Count>();
  for (const entry of counts) {
    const key = [entry.day, entry.site, entry.service, entry.policy, entry.outcome, entry.what].join('\n');
    sums.set(key, { ...entry, count: entry.count + (sums.get(key)?.count ?? 0) });
  }
  return [...sums]
    .filter(([, { count }]) => count !== 0)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, entry]) => entry);
}

/** The reason of a report: a code of ours, `other: …` for a client's own, `none`, or `unreadable` (sealed with another key). */
export function countedReason(record: Pick<FeedbackRecord, 'reason' | 'sealed'>, pseudonymizer: Pseudonymizer): string {
  if (record.reason !== undefined) return record.reason;
  const words = unsealedWords(record, pseudonymizer);
  if (words === 'unreadable') return words;
  const name = words.reasons.map(reasonName).find((given) => given !== undefined);
  return name === undefined ? 'none' : `other: ${name}`;
}
