import { MOST_CARDS } from '../hooks/card.ts';
import type { DecidedCard } from './respond.ts';

/** The cards of an answer, and how many more there would have been. */
interface LimitedCards {
  readonly cards: readonly DecidedCard[];
  readonly leftOut: number;
}

/**
 * Limits the cards of an answer to MOST_CARDS, the critical ones before all others; the last says how many findings are left out.
 * Thousands may come one after another: no more than the limit of each kind is held, and it yields in between.
 */
export function* limitCards(cards: Iterable<DecidedCard | undefined>): Generator<undefined, LimitedCards> {
  const critical: DecidedCard[] = [];
  const others: DecidedCard[] = [];
  const inOrder: DecidedCard[] = [];
  let found = 0;
  for (const decided of cards) {
    yield;
    if (!decided) continue;
    found += 1;
    const kind = decided.card.indicator === 'critical' ? critical : others;
    if (kind.length < MOST_CARDS) kind.push(decided);
    if (inOrder.length < MOST_CARDS) inOrder.push(decided);
  }
  const leftOut = Math.max(0, found - MOST_CARDS);
  if (leftOut === 0) return { cards: inOrder, leftOut };
  const note = `${leftOut} more findings on the orders of this call are not shown.`;
  const last = MOST_CARDS - 1;
  const withNote = [...critical, ...others]
    .slice(0, MOST_CARDS)
    .map((decided, at) =>
      at === last
        ? { ...decided, card: { ...decided.card, detail: [decided.card.detail, note].filter(Boolean).join('\n\n') } }
        : decided,
    );
  return { cards: withNote, leftOut };
}
