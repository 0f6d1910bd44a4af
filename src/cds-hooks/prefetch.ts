import type { Fact } from '../decision/facts.ts';
import { asObject, asText, type JsonObject, objectsIn } from '../json.ts';
import { bareId } from './request.ts';

const missing = (reason: 'not-sent' | 'failed' | 'unreadable') => ({ state: 'missing', reason }) as const;

/** True if the client searched for a token it could not fill (CDS Hooks sandbox): the result is about nobody. */
function isUnfilled(bundle: JsonObject): boolean {
  return objectsIn(bundle['link']).some(
    ({ relation, url }) => relation === 'self' && typeof url === 'string' && /\{\{|%7B%7B/i.test(url),
  );
}

/** True unless the resource says it belongs to somebody else. */
function isAbout(resource: JsonObject, patientId: string): boolean {
  const reference = asText(
    asObject(resource['subject'] ?? resource['beneficiary'] ?? resource['patient'])?.['reference'],
  );
  return reference === undefined || !/(?:^|\/)Patient\/[^/]+$/.test(reference) || bareId(reference) === patientId;
}

/** An outcome entry that reports an error; Epic reports an empty search by a warning in a Bundle of total 0. */
function tellsFailure(resource: JsonObject): boolean {
  return (
    resource['resourceType'] === 'OperationOutcome' &&
    objectsIn(resource['issue']).some(({ severity }) => severity === 'error' || severity === 'fatal')
  );
}

/**
 * Reads one prefetched search (CDS Hooks §Prefetched data). Not sent: missing. `null` or an empty searchset: known to be
 * empty. An OperationOutcome: the client tried and failed. A page with a next link: known in part. Entries with an
 * OperationOutcome, of another type or of another patient are passed over.
 */
export function readSearch(value: unknown, type: string, patientId: string): Fact<readonly JsonObject[]> {
  if (value === undefined) return missing('not-sent');
  if (value === null) return { state: 'known', value: [], complete: true };
  const bundle = asObject(value);
  if (bundle?.['resourceType'] === 'OperationOutcome') return missing('failed');
  const entries: unknown = bundle?.['entry'] ?? [];
  const isSearch =
    bundle?.['resourceType'] === 'Bundle' &&
    (bundle['type'] === undefined || bundle['type'] === 'searchset' || bundle['type'] === 'collection');
  if (!isSearch || !Array.isArray(entries) || isUnfilled(bundle)) return missing('unreadable');
  const resources = entries
    .map((entry) => asObject(asObject(entry)?.['resource']))
    .filter((resource) => resource !== undefined);
  const ours = resources.filter((resource) => resource['resourceType'] === type && isAbout(resource, patientId));
  const more = objectsIn(bundle['link']).some(({ relation }) => relation === 'next');
  return { state: 'known', value: ours, complete: !more && !(bundle['total'] !== 0 && resources.some(tellsFailure)) };
}
