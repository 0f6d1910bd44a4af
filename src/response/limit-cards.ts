import type { DecidedCard } from './respond.ts';

/** The most cards of one answer; nobody reads more. */
export const MOST_CARDS = 50;

/** The cards of an answer, and how many more there would have been. */
export interface LimitedCards {
  readonly cards: readonly DecidedCard[];
  readonly leftOut: number;
}

/** At most so many cards, the critical ones before all others; the last says how many findings are left out. */
export function limitCards(cards: readonly DecidedCard[]): LimitedCards {
  const leftOut = Math.max(0, cards.length - MOST_CARDS);
  if (leftOut === 0) return { cards, leftOut };
  const isCritical = ({ card }: DecidedCard) => card.indicator === 'critical';
  const kept = [...cards.filter(isCritical), ...cards.filter((card) => !isCritical(card))].slice(0, MOST_CARDS);
  const note = `${leftOut} more findings on the orders of this call are not shown.`;
  const last = MOST_CARDS - 1;
  const withNote = kept.map((decided, at) =>
    at === last
      ? { ...decided, card: { ...decided.card, detail: [decided.card.detail, note].filter(Boolean).join('\n\n') } }
      : decided,
  );
  return { cards: withNote, leftOut };
}
