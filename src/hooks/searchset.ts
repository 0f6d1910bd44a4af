import type { MissingReason } from '../decision/facts.ts';
import { asObject, asText, type JsonObject, objectsIn } from '../json.ts';
import type { Resolve } from '../matching/order.ts';
import type { SearchOutcomes } from '../policies/search-outcomes.ts';
import { typeAndId } from './reference.ts';
import { MOST_NESTED } from './request.ts';

/** A searchset as read: its resources of the wanted type and patient, and where it goes on. */
export interface SearchsetPage {
  readonly resources: readonly JsonObject[];
  /** Every resource of the page, so that references within it can be resolved. */
  readonly all: readonly JsonObject[];
  /** Number of resources of another patient that were skipped. */
  readonly foreign: number;
  /** Number of entries that are matches, with or without a resource. */
  readonly matches: number;
  /** Total of matches on all pages, if the page has it. */
  readonly total: number | undefined;
  readonly next: string | undefined;
  /** Set if the page itself says that something is missing. */
  readonly lacking: MissingReason | undefined;
}

/** Patient and type of the wanted resources, and the rules for outcomes in a searchset. */
export interface Wanted {
  readonly type: string;
  readonly patientId: string;
  readonly outcomes: SearchOutcomes;
}

/** True if the client searched for a token it could not fill (CDS Hooks sandbox): the result is about nobody. */
function isUnfilled(bundle: JsonObject): boolean {
  return objectsIn(bundle['link']).some(
    ({ relation, url }) => relation === 'self' && typeof url === 'string' && /\{\{|%7B%7B/i.test(url),
  );
}

/**
 * True unless the resource says it belongs to somebody else. `find` finds the Patient that a reference means by the full address of
 * its entry in the same Bundle; one without an id says nothing.
 */
export function isAbout(resource: JsonObject, patientId: string, find?: Resolve): boolean {
  const subject = asObject(resource['subject'] ?? resource['beneficiary'] ?? resource['patient']);
  const reference = asText(subject?.['reference']) ?? '';
  const patient = find?.(reference);
  if (patient?.['resourceType'] === 'Patient') return (patient['id'] ?? patientId) === patientId;
  const named = typeAndId(reference);
  return named === undefined || (named.type === 'Patient' && named.id === patientId);
}

/** The Patients of a Bundle by the full addresses of their entries. */
function patientsIn(entries: readonly JsonObject[]): ReadonlyMap<string, JsonObject> {
  const pairs = entries.map((entry) => [asText(entry['fullUrl']), asObject(entry['resource'])] as const);
  const isPatient = (resource: JsonObject | undefined) => resource?.['resourceType'] === 'Patient';
  return new Map(pairs.flatMap(([url, resource]) => (url && resource && isPatient(resource) ? [[url, resource]] : [])));
}

/** Returns the missing reason of the worst issue of an OperationOutcome; undefined if it only informs. */
function reasonIn(outcome: JsonObject, outcomes: SearchOutcomes): MissingReason | undefined {
  for (const issue of objectsIn(outcome['issue'])) {
    const codes = objectsIn(asObject(issue['details'])?.['coding']).map(({ code }) => String(code));
    const isError = issue['severity'] === 'error' || issue['severity'] === 'fatal';
    const reason = outcomes.reasonOf(String(issue['code']));
    if (isError) return reason ?? 'failed';
    if (reason !== undefined && !codes.some((code) => outcomes.isQuiet(code))) return reason;
  }
  return undefined;
}

function nextOf(bundle: JsonObject): string | undefined {
  const links = objectsIn(bundle['link']).filter(({ relation }) => /^next$/i.test(String(relation)));
  return links.map(({ url }) => asText(url) ?? '').find((url) => url !== '') ?? (links.length > 0 ? '' : undefined);
}

/** True for a page of a search that others come before. */
export function isLaterPage(value: unknown): boolean {
  return objectsIn(asObject(value)?.['link']).some(({ relation }) => /^prev(?:ious)?$/i.test(String(relation)));
}

/** The total of a search, also where it is written as text. */
function totalOf({ total }: JsonObject): number | undefined {
  const text = typeof total === 'number' ? String(total) : asText(total);
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

const isOutcome = ({ resourceType }: JsonObject) => resourceType === 'OperationOutcome';
const modeOf = (entry: JsonObject) => asObject(entry['search'])?.['mode'];

/** Reads the resources of a page. An entry that holds no resource, or one of no type, stands for one that did not arrive. */
function pageOf(bundle: JsonObject, entries: readonly unknown[], { type, patientId, outcomes }: Wanted): SearchsetPage {
  const objects = entries.map(asObject).filter((entry) => entry !== undefined);
  const all = objects.map((entry) => asObject(entry['resource'])).filter((resource) => resource !== undefined);
  const typed = all.filter((resource) => resource['resourceType'] === type);
  const patients = patientsIn(objects);
  const resources = typed.filter((resource) => isAbout(resource, patientId, (url) => patients.get(url)));
  const isBare = (entry: JsonObject) => asText(asObject(entry['resource'])?.['resourceType']) === undefined;
  const bare = entries.length - objects.length + objects.filter((e) => isBare(e) && modeOf(e) !== 'outcome').length;
  const foreign = typed.length - resources.length;
  const isMatch = (entry: JsonObject) => {
    const mode = modeOf(entry);
    return mode === undefined ? asObject(entry['resource'])?.['resourceType'] !== 'OperationOutcome' : mode === 'match';
  };
  const matching = objects.filter(isMatch);
  // An answer that holds only other things answers another question.
  const isOther = typed.length === 0 && matching.some((entry) => asObject(entry['resource']));
  const told = all.filter(isOutcome).map((outcome) => reasonIn(outcome, outcomes));
  return {
    resources,
    all,
    foreign,
    matches: matching.length,
    total: totalOf(bundle),
    next: nextOf(bundle),
    lacking:
      told.find((reason) => reason !== undefined) ??
      (bare > 0 ? 'no-content' : undefined) ??
      (isOther ? 'unreadable' : undefined) ??
      (foreign > 0 && resources.length === 0 ? 'another-patient' : undefined),
  };
}

const holdsBundle = (entry: unknown) => asObject(asObject(entry)?.['resource'])?.['resourceType'] === 'Bundle';

/** The reason why a page within another is not whole; undefined if it is. */
function whyNotWhole(page: SearchsetPage | MissingReason): MissingReason | undefined {
  if (typeof page === 'string') return page;
  const isCut = page.next !== undefined || (page.total ?? 0) > page.matches;
  return page.lacking ?? (isCut ? 'cut-short' : undefined);
}

/** Reads the resources of a page, and of the Bundles in its entries: known in part if one of them is. */
function wholePage(bundle: JsonObject, entries: readonly unknown[], wanted: Wanted, levels: number): SearchsetPage {
  const page = pageOf(
    bundle,
    entries.filter((entry) => !holdsBundle(entry)),
    wanted,
  );
  const bundles = entries.filter(holdsBundle).map((entry) => asObject(entry)?.['resource']);
  if (bundles.length === 0) return page;
  const inner = bundles.map((each) => (levels > 0 ? readPage(each, wanted, levels - 1) : 'unreadable'));
  const pages = [page, ...inner.filter((each) => typeof each !== 'string')];
  return {
    ...page,
    resources: pages.flatMap(({ resources }) => resources),
    all: pages.flatMap(({ all }) => all),
    foreign: pages.reduce((sum, { foreign }) => sum + foreign, 0),
    matches: pages.reduce((sum, { matches }) => sum + matches, 0),
    lacking: page.lacking ?? inner.map(whyNotWhole).find((reason) => reason !== undefined),
  };
}

const BUNDLE_TYPES = new Set<unknown>(['searchset', 'collection', 'batch-response']);

/**
 * Reads a Bundle as a page of a search, with the Bundles in its entries. Returns the reason if it is none. A lone resource, or a list
 * of resources, counts for what it holds.
 */
export function readPage(value: unknown, wanted: Wanted, levels: number = MOST_NESTED): SearchsetPage | MissingReason {
  const bundle = asObject(value);
  if (bundle && isOutcome(bundle)) return reasonIn(bundle, wanted.outcomes) ?? 'failed';
  if (Array.isArray(value) || bundle?.['resourceType'] === wanted.type) {
    const entries = [value].flat().map((resource: unknown) => ({ resource }));
    return { ...wholePage({}, entries, wanted, levels), lacking: 'no-searchset' };
  }
  const entries: unknown = bundle?.['entry'] ?? [];
  const isSearch = bundle?.['resourceType'] === 'Bundle' && BUNDLE_TYPES.has(bundle['type'] ?? 'searchset');
  if (!isSearch || !Array.isArray(entries) || isUnfilled(bundle)) return 'unreadable';
  return wholePage(bundle, entries, wanted, levels);
}
