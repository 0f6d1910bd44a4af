import type { Paying } from './coverage.ts';
import type { Finding, Runnable } from './expressions.ts';
import type { MissingReason } from './facts.ts';

/** Findings by expression. */
type Memo = Map<Runnable, Finding>;

/** Orders of a call for which these are the same share findings. */
export interface SharingKey {
  readonly pays: Paying;
  /** True if it gives a reason that the policy speaks of. */
  readonly hasReason: boolean;
  /** The reason why one of its reasons may be missing. */
  readonly lacking: MissingReason | undefined;
}

/** Selects the memo that holds the finding of an expression for an order: that of this order, or one that orders share. */
type MemoFor = (order: SharingKey) => (runnable: Runnable) => Memo;

/** The part of the payment that an expression tells orders apart by. */
function paymentFor(pays: Paying, dependsOn: ReadonlySet<string>): unknown {
  if (pays.lacking !== undefined || dependsOn.has('coverage')) return pays;
  return dependsOn.has('payer') ? pays.payer : undefined;
}

/**
 * Memoizes the findings of a policy for the orders of a call. An expression that reads nothing of the order itself (`sharedBy`) is
 * evaluated once for all orders of the same payer; once for those of the same Coverages, where it reads these or they were not
 * read whole. One that reads the order's reasons is evaluated once for the orders without any, for each reason why one may be missing.
 */
export function createSharedFindings(): MemoFor {
  const shared = new Map<unknown, Map<MissingReason | undefined, Memo>>();
  const sharedAmong = (payment: unknown, lacking: MissingReason | undefined): Memo => {
    const byLacking = shared.get(payment) ?? new Map<MissingReason | undefined, Memo>();
    const memo = byLacking.get(lacking) ?? new Map<Runnable, Finding>();
    shared.set(payment, byLacking.set(lacking, memo));
    return memo;
  };
  return ({ pays, hasReason, lacking }) => {
    const own: Memo = new Map();
    return ({ sharedBy, dependsOn }) => {
      if (sharedBy === 'none' || (sharedBy === 'orders-without-reason' && hasReason)) return own;
      return sharedAmong(paymentFor(pays, dependsOn), sharedBy === 'all' ? undefined : lacking);
    };
  };
}
