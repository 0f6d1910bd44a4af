import { aWeek, type FoundAlarm, foundAlarm, type Level } from './alarm.ts';
import { type CardsHistory, shownOn, type UsualCards, usualCardsOn, watchCards } from './cards.ts';
import { thresholdFor } from './cusum.ts';
import { type Expectation, expectedWith } from './expectation.ts';
import { watchExpected } from './expected-cards.ts';
import { daysIn, type PolicyDay, policyOn, siteOn } from './history.ts';
import { levelOf, type Share, watchLimit, watchShare } from './shares.ts';
import { HALF_A_YEAR } from './watch.ts';

/** Charts that may raise a false alarm: two sizes of silence, flooding, unknowns, overrides. */
const THRESHOLD = thresholdFor(5);

/** Alarms and expectations of a policy at a site, or of the site. */
export interface FoundAlarms {
  readonly alarms: readonly FoundAlarm[];
  readonly expected: readonly Expectation[];
}

/** Settings of the operator for a policy at a site. */
interface PolicyLimits {
  /** Highest share of overridden cards among those reported, between 0 and 1. */
  readonly overrideLimit: number;
  /** Cards a week that are expected before the past tells. */
  readonly expectedCards: number | undefined;
}

/** Expects of the next days what the days that were learned from had; empty without any. */
function expectedOf(
  history: CardsHistory,
  usualCalls: readonly number[] | undefined,
  learned: { readonly cards: readonly number[]; readonly unknown: readonly number[] },
): readonly Expectation[] {
  if (learned.cards.length === 0 || !usualCalls) return [];
  const { site, policy, days } = history;
  const expected = (count: (day: PolicyDay) => number, from: readonly number[]) => {
    const calls = (day: number) => siteOn(history, day).calls;
    return expectedWith({ calls, count: (day) => count(policyOn(history, policy, day)) }, from, usualCalls);
  };
  return [
    {
      site,
      policy,
      calls: expected(({ calls }) => calls, learned.cards),
      cards: expected(({ shown }) => shown, learned.cards),
      unknown: expected(({ unknown }) => unknown, learned.unknown),
      overridden: expected(({ overridden }) => overridden, daysIn(Math.max(0, days.length - HALF_A_YEAR), days.length)),
    },
  ];
}

/** Watches a policy at a site. `usualCalls` are those of the site by weekday from Monday. */
export function monitorPolicy(
  history: CardsHistory,
  usualCalls: readonly number[] | undefined,
  { overrideLimit, expectedCards }: PolicyLimits,
): FoundAlarms {
  const { policy, days } = history;
  const on = (day: number) => policyOn(history, policy, day);
  const sharesOf = (share: (day: PolicyDay) => Share) => days.map((_day, at) => share(on(at)));
  const unknownOf = sharesOf(({ unknown, orders }) => ({ part: unknown, whole: orders }));
  const overriddenOf = sharesOf(({ overridden, accepted }) => ({ part: overridden, whole: overridden + accepted }));
  const cards = watchCards(history, THRESHOLD);
  const expectedSilent = expectedCards === undefined ? [] : watchExpected(history, expectedCards, THRESHOLD);
  const unknown = watchShare(unknownOf, THRESHOLD);
  const overridden = watchLimit(overriddenOf, overrideLimit, THRESHOLD);
  const cardsLevel = (usual: UsualCards) => (since: number, end: number) => ({
    usual: aWeek(since, end, (day) => usualCardsOn(history, usual, day)),
    now: aWeek(since, end, (day) => shownOn(history, day)),
  });
  const shareLevel =
    (shares: readonly Share[], usual: number) =>
    (since: number, end: number): Level => ({
      usual,
      now: levelOf(shares, since, end),
    });
  return {
    alarms: [
      ...cards.changes.map((change) =>
        foundAlarm(history, change, { kind: change.kind, policy }, cardsLevel(change.usual)),
      ),
      ...expectedSilent.map((change) =>
        foundAlarm(history, change, { kind: 'silent', policy }, (since, end) => ({
          usual: change.usual,
          now: aWeek(since, end, (day) => shownOn(history, day)),
          isExpected: true,
        })),
      ),
      ...unknown.changes.map((change) =>
        foundAlarm(history, change, { kind: 'unknown', policy }, shareLevel(unknownOf, change.usual.observed)),
      ),
      ...overridden.changes.map((change) =>
        foundAlarm(history, change, { kind: 'overridden', policy }, shareLevel(overriddenOf, overrideLimit)),
      ),
    ],
    expected: expectedOf(history, usualCalls, { cards: cards.learned, unknown: unknown.learned }),
  };
}
