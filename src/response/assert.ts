import type { CoverageMatch } from '../decision/coverage-match.ts';
import type { Action } from '../hooks/card.ts';
import type { CrdOptions } from '../hooks/crd-request.ts';
import { referenceTo } from '../hooks/reference.ts';
import { asText, type JsonObject } from '../json.ts';
import { annotated, carriesAuthorization, isAsserted } from './annotate.ts';
import { type ComplexExtension, coverageInformation } from './coverage-information.ts';
import type { Determination } from './determination.ts';

/** Assertion of the server on one order; stored, since it binds the payer (CRD found-11). */
export interface CoverageAssertion {
  /** The coverage-assertion-id. */
  readonly id: string;
  /** Id of the payer. */
  readonly payer: string;
  /** `Type/id`. */
  readonly order: string;
  /** `Coverage/<id>`. */
  readonly coverage: string;
  readonly version: CrdOptions['version'];
  readonly extension: ComplexExtension;
}

/** An assertion, and the system action that puts it into its order. */
export interface AssertedOrder {
  readonly assertion: CoverageAssertion;
  readonly action: Action;
}

/** Context of a call's assertions. */
export interface AssertionContext {
  readonly options: CrdOptions;
  /** True on order-sign, order-dispatch and appointment-book; on others no documents are asked for (CRD hook-19). */
  readonly isPrimary: boolean;
  /** YYYY-MM-DD. */
  readonly today: string;
  readonly newUuid: () => string;
}

const withoutDocuments = ({ docNeeded: _, docPurpose: __, questionnaire: ___, ...rest }: Determination) => rest;

/**
 * Asserts a determination of an order as the client sent it. Undefined where the order has no id to be found by, or carries the
 * same assertion already (CRD resp-35), or an authorization for a Coverage in force.
 */
export function assertOf(
  order: JsonObject,
  determination: Determination,
  { kind, coverage, payer }: Extract<CoverageMatch, { coverage: JsonObject }>,
  { options, isPrimary, today, newUuid }: AssertionContext,
): AssertedOrder | undefined {
  const id = asText(order['id']);
  if (id === undefined) return undefined;
  const said = isPrimary ? determination : withoutDocuments(determination);
  const { version } = options;
  const frame = { version, coverage: `Coverage/${String(coverage['id'])}`, today, assertionId: newUuid() };
  const extension = coverageInformation(said, frame);
  if (isAsserted(order, extension, today)) return undefined;
  if (kind === 'insured' && carriesAuthorization(order, extension, today)) return undefined;
  const reference = referenceTo(order);
  const assertion = {
    id: frame.assertionId,
    payer: payer.id,
    order: reference,
    coverage: frame.coverage,
    version,
    extension,
  };
  return { assertion, action: annotated(order, extension, `Coverage information of ${payer.label}`) };
}
