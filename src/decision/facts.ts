import type { JsonObject } from '../json.ts';

/** Why data are not there. */
export type MissingReason = 'not-sent' | 'failed' | 'unreadable';

/** Data of the patient: known (perhaps not all of it), or missing with the reason. Missing never means none. */
export type Fact<T> =
  | { readonly state: 'known'; readonly value: T; readonly complete: boolean }
  | { readonly state: 'missing'; readonly reason: MissingReason };

/** What is known of the patient besides the orders. */
export interface Facts {
  readonly conditions: Fact<readonly JsonObject[]>;
  readonly coverages: Fact<readonly JsonObject[]>;
}

/** True, false, or not to be known; FHIRPath's empty result. */
export type Truth = 'met' | 'not-met' | 'unknown';

/** Three-valued AND: one refusal decides, otherwise one unknown leaves it open. */
export function allMet(truths: readonly Truth[]): Truth {
  if (truths.includes('not-met')) return 'not-met';
  return truths.includes('unknown') ? 'unknown' : 'met';
}
