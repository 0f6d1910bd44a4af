import type { Fact } from '../decision/facts.ts';
import type { JsonObject } from '../json.ts';
import type { Resolve } from '../matching/order.ts';
import type { AccessOrReason } from './access.ts';
import { toR4 } from './r4.ts';
import { findResource } from './read-resource.ts';

/** The orders of a call have few reasons; what is beyond is not looked up. */
const MOST_REFERENCES = 10;

/**
 * The resources that references of the orders name (`Type/id` or whole addresses): from what was sent along, else read from
 * the client's FHIR server. What cannot be found, or is another patient's, is left out.
 */
export async function readReferences(
  references: readonly string[],
  patientId: string,
  sent: Resolve,
  access: AccessOrReason,
): Promise<Fact<readonly JsonObject[]>> {
  if (references.length === 0) return { state: 'known', value: [] };
  const find = (reference: string) => findResource(reference, sent, patientId, access);
  const found = await Promise.all(references.slice(0, MOST_REFERENCES).map(find));
  return { state: 'known', value: found.flatMap((one) => ('resource' in one ? [toR4(one.resource)] : [])) };
}
