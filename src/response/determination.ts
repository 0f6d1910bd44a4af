import type { Statement } from '../policies/adoption-shape.ts';

/** Reason for an assertion: in words, and by a code of CRD where there is one. */
export interface Reason {
  readonly code?:
    | 'no-member-found'
    | 'no-active-coverage'
    | 'coverage-not-found'
    | 'technical'
    | 'detail-code'
    | undefined;
  readonly text: string;
}

/** A code that will stand on the claim if the assertion is to hold. */
export interface BillingCode {
  readonly system: string;
  readonly code: string;
}

/**
 * Determination for an order under a Coverage, in the terms of CRD 2.2; coverage-information.ts writes it for the version of
 * the client. `paNeeded` is left out where nothing is covered.
 */
export interface Determination {
  readonly covered: Statement['covered'] | 'indeterminate';
  readonly paNeeded?: Statement['paNeeded'];
  readonly docNeeded?: Statement['docNeeded'];
  readonly docPurpose?: Statement['docPurpose'];
  readonly infoNeeded?: Statement['infoNeeded'];
  readonly reason: Reason;
  readonly billingCodes?: readonly BillingCode[];
  readonly questionnaire?: Statement['questionnaire'];
  readonly section?: Statement['section'];
  readonly contact?: Statement['contact'];
  /** Last day, YYYY-MM-DD. */
  readonly expires?: string | undefined;
}

const OPEN = { covered: 'conditional', paNeeded: 'conditional', infoNeeded: ['OTH'] } satisfies Partial<Determination>;

/** No policy that the payer adopted decides on the order (hook-16 asks for an answer all the same). */
export const OUTSIDE_POLICIES: Determination = {
  ...OPEN,
  reason: {
    text: 'No policy that this service holds for the plan decides on this order, so its coverage was not judged',
  },
};

/** The order has no code that a policy could be found by. */
export const CODE_NEEDED: Determination = {
  ...OPEN,
  infoNeeded: ['detail-code'],
  reason: { code: 'detail-code', text: 'The order has no code, so no policy of the plan could be found for it' },
};

/** Data that the decision hangs on could not be had for a technical reason. */
export const TECHNICAL_FAILURE: Determination = {
  covered: 'indeterminate',
  reason: {
    code: 'technical',
    text: 'Data of the order or of the patient could not be read for a technical reason, so coverage was not judged; send the order again later',
  },
};

/** The payer's own statement. */
export function stated(
  statement: Statement,
  billingCodes: readonly BillingCode[],
  expires: string | undefined,
): Determination {
  const { reason, card: _, ...rest } = statement;
  return { ...rest, reason: { text: reason }, billingCodes, expires };
}

/** The payer's statement holds only if the patient's record, which was not sent, bears it out. */
export function leftToTheRecord(determination: Determination): Determination {
  const { text } = determination.reason;
  return {
    ...determination,
    ...OPEN,
    reason: {
      text: `${text}. Data of the patient that the policy asks for were not sent, so whether they bear it out was not judged`,
    },
  };
}

/** The Coverage does not bear the order: ended, one of several, or of nobody the payer knows. */
export function notInsured(code: Reason['code'], text: string): Determination {
  return { covered: 'not-covered', reason: { code, text } };
}
