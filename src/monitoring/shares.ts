import { dispersionOf, shareEvidence } from './evidence.ts';
import { type Watching, watch } from './watch.ts';

/** A part of a whole on one day, such as orders that could not be decided of all orders. */
export interface Share {
  readonly part: number;
  readonly whole: number;
}

/** Usual level of a share. */
interface UsualShare {
  /** As it was, between 0 and 1. */
  readonly observed: number;
  /** The highest that is no jump. */
  readonly share: number;
  readonly dispersion: number;
}

/** A share below this is taken as this: a few unknowns more are no alarm. */
const LEAST_SHARE = 0.02;
/** A share that is higher by this part is usual, or by two standard errors where that is more. */
const TOLERANCE = 0.2;
/** A share above this, as of a site that never sends a fact, cannot jump. */
const HIGHEST_SHARE = 0.95;
/** A jump is one by this much at least, or half way to all. */
const LEAST_JUMP = 0.1;

const NONE: Share = { part: 0, whole: 0 };
const sum = (shares: readonly Share[], of: (share: Share) => number) =>
  shares.reduce((all, share) => all + of(share), 0);

/** The share of the days from one to another, which does not belong to them; 0 where there was nothing. */
export function levelOf(shares: readonly Share[], from: number, to: number): number {
  const some = shares.slice(from, to);
  return (
    sum(some, (one) => one.part) /
    Math.max(
      1,
      sum(some, (one) => one.whole),
    )
  );
}

function learnShare(shares: readonly Share[]): UsualShare | undefined {
  const [part, whole] = [sum(shares, (one) => one.part), sum(shares, (one) => one.whole)];
  if (whole === 0) return undefined;
  // As if one more had been seen with the part and one without.
  const share = (part + 1) / (whole + 2);
  const fitted = shares.map((one) => {
    const mean = one.whole * share;
    return { count: one.part, mean, variance: mean * (1 - share) };
  });
  const tolerated = share * (1 + Math.max(TOLERANCE, 2 / Math.sqrt(part + 1)));
  return {
    observed: part / whole,
    share: Math.max(LEAST_SHARE, tolerated),
    dispersion: dispersionOf(fitted),
  };
}

function changedShare({ share }: UsualShare): number {
  return Math.min(share + (1 - share) / 2, Math.max(2 * share, share + LEAST_JUMP));
}

/** Watches whether a share jumps. `shares` are those of each day. */
export function watchShare(shares: readonly Share[], threshold: number): Watching<'jump', UsualShare> {
  return watch<'jump', UsualShare>({
    days: shares.length,
    threshold,
    kinds: ['jump'],
    learn: (days) => learnShare(days.flatMap((day) => shares[day] ?? [])),
    evidence(day, usual) {
      if (usual.share > HIGHEST_SHARE) return { jump: [] };
      const { part, whole } = shares[day] ?? NONE;
      return { jump: [shareEvidence(part, whole, usual.share, changedShare(usual), usual.dispersion)] };
    },
    isLasting: () => false,
  });
}

/** Watches whether a share is over a limit, between 0 and 1, whatever was usual. */
export function watchLimit(shares: readonly Share[], limit: number, threshold: number): Watching<'over', number> {
  const over = 1 - (1 - limit) / 3;
  return watch<'over', number>({
    days: shares.length,
    threshold,
    kinds: ['over'],
    known: limit,
    learn: () => undefined,
    evidence(day) {
      const { part, whole } = shares[day] ?? NONE;
      return { over: [shareEvidence(part, whole, limit, over, 1)] };
    },
    isLasting: () => true,
  });
}
