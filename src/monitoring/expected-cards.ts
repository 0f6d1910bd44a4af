import { type CardsHistory, LEAST_CARDS, shownOn } from './cards.ts';
import { countEvidence } from './evidence.ts';
import { daysIn, siteOn } from './history.ts';
import { type Change, watch } from './watch.ts';

/** Half of what was expected is enough: a backtest counts orders of another time, a call each. */
const ENOUGH = 0.5;
const FALLEN = 0.1;
/** Orders come in clusters. */
const DISPERSION = 2;

/**
 * Watches whether a policy shows hardly any of the cards that are expected in a week, as by a backtest, from the first call on
 * and until its own past tells what is usual. Days without calls say nothing.
 */
export function watchExpected(
  history: CardsHistory,
  week: number,
  threshold: number,
): readonly Change<'silent', number>[] {
  const least = (ENOUGH * week) / 7;
  const { changes } = watch<'silent', number>({
    days: history.days.length,
    threshold,
    kinds: ['silent'],
    known: week,
    learn: () => undefined,
    evidence(day) {
      if (siteOn(history, day).calls === 0) return { silent: [0] };
      return { silent: [countEvidence(shownOn(history, day), least, least * FALLEN, DISPERSION)] };
    },
    isLasting: () => true,
  });
  const shownBefore = (day: number) => daysIn(0, day).reduce((sum, before) => sum + shownOn(history, before), 0);
  return changes.filter(({ since }) => shownBefore(since) < LEAST_CARDS);
}
