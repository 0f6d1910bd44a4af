import type { Fact, MissingReason } from '../decision/facts.ts';
import { asObject, asText, type JsonObject, objectsIn } from '../json.ts';

/** A searchset as read: its resources of the wanted type and patient, and where it goes on. */
export interface Page {
  readonly resources: readonly JsonObject[];
  /** Every resource of the page, so that references within it can be resolved. */
  readonly all: readonly JsonObject[];
  /** How many resources of another patient were passed over. */
  readonly foreign: number;
  readonly next: string | undefined;
  /** Set if the page itself says that something is missing. */
  readonly lacking: MissingReason | undefined;
}

/** Whose resources of which type are wanted. */
export interface Wanted {
  readonly type: string;
  readonly patientId: string;
}

/** True if the client searched for a token it could not fill (CDS Hooks sandbox): the result is about nobody. */
function isUnfilled(bundle: JsonObject): boolean {
  return objectsIn(bundle['link']).some(
    ({ relation, url }) => relation === 'self' && typeof url === 'string' && /\{\{|%7B%7B/i.test(url),
  );
}

/** True unless the resource says it belongs to somebody else. */
function isAbout(resource: JsonObject, patientId: string): boolean {
  const subject = asObject(resource['subject'] ?? resource['beneficiary'] ?? resource['patient']);
  const reference = asText(subject?.['reference']);
  const [, id] = /(?:^|\/)Patient\/([^/]+)(?:\/_history\/.*)?$/.exec(reference ?? '') ?? [];
  return id === undefined || id === patientId;
}

/** An outcome entry that reports an error; Epic reports an empty search by a warning in a Bundle of total 0. */
function tellsFailure(resource: JsonObject): boolean {
  return (
    resource['resourceType'] === 'OperationOutcome' &&
    objectsIn(resource['issue']).some(({ severity }) => severity === 'error' || severity === 'fatal')
  );
}

function nextOf(bundle: JsonObject): string | undefined {
  const links = objectsIn(bundle['link']).filter(({ relation }) => relation === 'next');
  return links.map(({ url }) => asText(url) ?? '').find((url) => url !== '') ?? (links.length > 0 ? '' : undefined);
}

/** Reads a Bundle as a page of a search. Returns the reason if it is none. */
export function readPage(value: unknown, { type, patientId }: Wanted): Page | MissingReason {
  const bundle = asObject(value);
  if (bundle?.['resourceType'] === 'OperationOutcome') return 'failed';
  const entries: unknown = bundle?.['entry'] ?? [];
  const kind = bundle?.['type'] ?? 'searchset';
  const isSearch = bundle?.['resourceType'] === 'Bundle' && (kind === 'searchset' || kind === 'collection');
  if (!isSearch || !Array.isArray(entries) || isUnfilled(bundle)) return 'unreadable';
  const all = entries
    .map((entry) => asObject(asObject(entry)?.['resource']))
    .filter((resource) => resource !== undefined);
  const typed = all.filter((resource) => resource['resourceType'] === type);
  const resources = typed.filter((resource) => isAbout(resource, patientId));
  return {
    resources,
    all,
    foreign: typed.length - resources.length,
    next: nextOf(bundle),
    lacking: bundle['total'] !== 0 && all.some(tellsFailure) ? 'failed' : undefined,
  };
}

/** What the client sent for a key: data, knowledge that there are none, or a reason why neither. */
export type Prefetched = { readonly page: Page } | { readonly missing: MissingReason };

const NOTHING: Page = { resources: [], all: [], foreign: 0, next: undefined, lacking: undefined };

/**
 * Reads one prefetched search (CDS Hooks §Prefetched data). Not sent: missing. `null` or an empty searchset: known to be
 * empty. An OperationOutcome: the client tried and failed. Entries with an OperationOutcome, of another type or of
 * another patient are passed over.
 */
export function readPrefetched(value: unknown, wanted: Wanted): Prefetched {
  if (value === undefined) return { missing: 'not-sent' };
  if (value === null) return { page: NOTHING };
  const page = readPage(value, wanted);
  return typeof page === 'string' ? { missing: page } : { page };
}

/** The fact that one or more pages amount to; `lacking` says why there may be more. */
export function factOf(pages: readonly Page[], lacking: MissingReason | undefined): Fact<readonly JsonObject[]> {
  const missing = lacking ?? pages.find((page) => page.lacking !== undefined)?.lacking;
  const foreign = pages.reduce((sum, page) => sum + page.foreign, 0);
  return {
    state: 'known',
    value: pages.flatMap(({ resources }) => resources),
    ...(missing === undefined ? {} : { lacking: missing }),
    ...(foreign === 0 ? {} : { foreign }),
  };
}
