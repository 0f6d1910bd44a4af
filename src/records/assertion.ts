import type { JsonObject } from '../json.ts';
import type { Fingerprint } from '../policies/content-hash.ts';
import type { CoverageAssertion } from '../response/assert.ts';
import type { CallFrame } from './call.ts';
import type { Pseudonymizer } from './pseudonymizer.ts';

/** Stored assertion, since it binds the payer (CRD found-11); holds nothing that identifies the patient. */
export interface AssertionRecord {
  /** The coverage-assertion-id: a UUID. */
  readonly id: string;
  /** Id of the call's record. */
  readonly call: string;
  /** Time of the call, as an instant in UTC. */
  readonly at: string;
  readonly site: string;
  /** As in adoptions/. */
  readonly payer: string;
  /** Pseudonym of the order, such as `ServiceRequest/~1b9d…`. */
  readonly order: string;
  /** Pseudonym of the Coverage. */
  readonly coverage: string;
  /** The version of CRD it was said in. */
  readonly version: string;
  /** SHA-256 of all knowledge, in hex. */
  readonly knowledge: string;
  /** The parts of coverage-information as they were sent, but for the Coverage. */
  readonly parts: readonly JsonObject[];
}

/** The records of a call's assertions. */
export function recordAssertions(
  assertions: readonly CoverageAssertion[],
  { id: call, at, site }: Pick<CallFrame, 'id' | 'at' | 'site'>,
  { knowledge }: Fingerprint,
  pseudonymizer: Pseudonymizer,
): readonly AssertionRecord[] {
  return assertions.map(({ id, payer, order, coverage, version, extension }) => ({
    id,
    call,
    at,
    site,
    payer,
    version,
    knowledge,
    order: pseudonymizer.reference(order, site),
    coverage: pseudonymizer.reference(coverage, site),
    parts: extension.extension.filter(({ url }) => url !== 'coverage'),
  }));
}
