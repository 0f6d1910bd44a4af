import { countEvidence, dispersionOf } from './evidence.ts';
import { daysIn, policyOn, type SiteHistory, siteOn, weekdayOf } from './history.ts';
import { numberAt } from './numbers.ts';
import { type Rates, ratesOf } from './rates.ts';
import { daysAfterStep } from './step-in-calls.ts';
import { type Watching, watch } from './watch.ts';

/** Counts of the past that have to be there before a fall can be told from chance. */
export const LEAST_CARDS = 10;
/** A rate that differs by this part is usual, or by one standard error where that is more; upwards by more, of few cards. */
const TOLERANCE = 0.1;
/** Calls that are more or fewer than usual by this part are not strange, unless they rose or fell by a step. */
const CALLS_TOLERANCE = 0.25;
/** Cards that fall to a tenth, to a half, and that double, beyond the tolerance. */
const FEWER = [0.1, 0.5];
const MORE = 1.6;
/** Less than this part of the usual cards is silence, which never becomes usual. */
const SILENT = 0.1;
/** A change to twice as many at least. */
const LEAST_MORE = 2;

/** Usual rates of the cards of a policy at a site. */
export interface UsualCards extends Rates {
  readonly dispersion: number;
}

type CardsKind = 'silent' | 'flooding';

/** The cards of a policy at a site, as they are watched. */
export interface CardsHistory extends SiteHistory {
  readonly policy: string;
  /** Days since which calls rose or fell by a step, for half a year. */
  readonly afterStep: ReadonlySet<number>;
}

/** The history of a site as that of the cards of a policy. */
export function cardsHistory(history: SiteHistory, policy: string): CardsHistory {
  return { ...history, policy, afterStep: daysAfterStep(history) };
}

/** Cards of a day. */
export function shownOn(history: CardsHistory, day: number): number {
  return policyOn(history, history.policy, day).shown;
}

function learnCards(history: CardsHistory, learned: readonly number[]): UsualCards | undefined {
  const calls = (day: number) => siteOn(history, day).calls;
  const rates = ratesOf({ calls, count: (day) => shownOn(history, day) }, learned);
  if (!rates) return undefined;
  const fitted = learned.map((day) => {
    const mean = numberAt(rates.perCall, weekdayOf(day)) * calls(day);
    return { count: shownOn(history, day), mean, variance: mean };
  });
  return { ...rates, dispersion: dispersionOf(fitted) };
}

/** Cards that are usual on a day with so many calls. */
const cardsWith = (calls: number, { perCall }: UsualCards, day: number) => numberAt(perCall, weekdayOf(day)) * calls;

const usualCallsOn = ({ calls }: UsualCards, day: number) => numberAt(calls, weekdayOf(day));

const callsTolerance = ({ afterStep }: CardsHistory, day: number) => (afterStep.has(day) ? 0 : CALLS_TOLERANCE);

/** Cards that are usual for the calls of a day. Calls beyond the usual number, with its tolerance, are expected to bring none. */
export function usualCardsOn(history: CardsHistory, usual: UsualCards, day: number): number {
  const most = usualCallsOn(usual, day) * (1 + callsTolerance(history, day));
  return cardsWith(Math.min(siteOn(history, day).calls, most), usual, day);
}

/** The most cards that are usual: on a day with few calls not fewer than on others. */
function mostCardsOn(history: CardsHistory, usual: UsualCards, day: number): number {
  const least = usualCallsOn(usual, day) * (1 - callsTolerance(history, day));
  return cardsWith(Math.max(siteOn(history, day).calls, least), usual, day);
}

/**
 * Watches whether a policy falls silent or floods. A day is measured by its calls and by the weekday's usual calls, whichever speaks
 * less for a change: on a holiday fewer calls bring fewer cards, and the calls of a new clinic need not bring any. After a step in
 * calls a policy is silent only if its cards fall both in number and for each call, and floods only if they rise in both.
 */
export function watchCards(history: CardsHistory, threshold: number): Watching<CardsKind, UsualCards> {
  return watch<CardsKind, UsualCards>({
    days: history.days.length,
    threshold,
    kinds: ['silent', 'flooding'],
    learn: (days) => learnCards(history, days),
    evidence(day, usual) {
      const { total, dispersion } = usual;
      const count = shownOn(history, day);
      const error = Math.sqrt(dispersion / Math.max(total, 1));
      const [fewer, more] = [1 - Math.max(TOLERANCE, error), 1 + Math.max(TOLERANCE, error + 3 * error ** 2)];
      const evidence = (mean: number, times: number) =>
        mean === 0 ? 0 : countEvidence(count, mean, mean * times, dispersion);
      const least = usualCardsOn(history, usual, day) * fewer;
      const most = mostCardsOn(history, usual, day) * more;
      return {
        silent: total < LEAST_CARDS ? [] : FEWER.map((times) => evidence(least, times)),
        flooding: [evidence(most, Math.max(MORE, LEAST_MORE / more))],
      };
    },
    isLasting({ kind, since, usual }, today) {
      if (kind !== 'silent') return false;
      // The first half alone, or the first cards after a long silence would make it usual.
      const silent = daysIn(since, (since + today) / 2);
      const shown = silent.reduce((sum, day) => sum + shownOn(history, day), 0);
      const expected = silent.reduce((sum, day) => sum + usualCardsOn(history, usual, day), 0);
      return shown < SILENT * expected;
    },
  });
}
