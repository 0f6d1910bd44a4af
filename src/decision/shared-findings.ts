import type { Paying } from './coverage.ts';
import type { Finding, Runnable } from './expressions.ts';
import type { MissingReason } from './facts.ts';

/** Findings of expressions, each evaluated once. */
type KnownFindings = Map<Runnable, Finding>;

/** Members of an order that select the orders it shares findings with. */
export interface SharingKey {
  readonly pays: Paying;
  /** True if it gives a reason that the policy speaks of. */
  readonly hasReason: boolean;
  /** The reason why one of its reasons may be missing. */
  readonly lacking: MissingReason | undefined;
}

/** Selects where the finding of an expression for an order is kept: with those of this order, or with those of others. */
type FindingsFor = (order: SharingKey) => (runnable: Runnable) => KnownFindings;

/** The part of the payment that an expression tells orders apart by. */
function paymentFor(pays: Paying, dependsOn: ReadonlySet<string>): unknown {
  if (pays.lacking !== undefined || dependsOn.has('coverage')) return pays;
  return dependsOn.has('payer') ? pays.payer : undefined;
}

/**
 * Keeps the findings of a policy for the orders of a call: what tells nothing of the order itself is evaluated once for all orders of
 * the same payer, or of the same Coverages where it speaks of these or they were not read whole.
 */
export function createSharedFindings(): FindingsFor {
  const shared = new Map<unknown, Map<MissingReason | undefined, KnownFindings>>();
  const sharedAmong = (payment: unknown, lacking: MissingReason | undefined): KnownFindings => {
    const byLacking = shared.get(payment) ?? new Map<MissingReason | undefined, KnownFindings>();
    const findings = byLacking.get(lacking) ?? new Map<Runnable, Finding>();
    shared.set(payment, byLacking.set(lacking, findings));
    return findings;
  };
  return ({ pays, hasReason, lacking }) => {
    const own: KnownFindings = new Map();
    return ({ sharedBy, dependsOn }) => {
      if (sharedBy === 'none' || (sharedBy === 'orders-without-reason' && hasReason)) return own;
      return sharedAmong(paymentFor(pays, dependsOn), sharedBy === 'all' ? undefined : lacking);
    };
  };
}
