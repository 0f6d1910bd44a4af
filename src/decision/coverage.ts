import { isDay, lastDayIn } from '../calendar.ts';
import { resolverWithin } from '../hooks/draft.ts';
import { referenceTo } from '../hooks/request.ts';
import { asObject, asText, type JsonObject, objectsIn } from '../json.ts';
import type { Resolve } from '../matching/order.ts';
import type { Knowledge } from '../policies/knowledge.ts';
import { COVERAGE_KINDS, type CoverageKind, OTHER_PAYER, SEVERAL_PAYERS } from '../policies/payer.ts';
import { payerOf } from './payer.ts';

const NOT_IN_FORCE = new Set(['cancelled', 'draft', 'entered-in-error']);

/** A year, a month or a day, at the beginning of a date with a time, too. */
const DATE = /^\d{4}(?:-\d\d(?:-\d\d)?)?(?=T|$)/;

const dateIn = (value: unknown) => DATE.exec(asText(value) ?? '')?.[0];

/** The date from which a Coverage is in force, if that is after a day (YYYY-MM-DD). What is no date says nothing. */
export function beginsAfter({ period }: JsonObject, today: string): string | undefined {
  const start = dateIn(asObject(period)?.['start']);
  return start !== undefined && start > today ? start : undefined;
}

/** The last date on which a Coverage was in force, if that is before a day (YYYY-MM-DD): of a year or a month all of it. */
export function endedBefore({ period }: JsonObject, today: string): string | undefined {
  const end = dateIn(asObject(period)?.['end']);
  return end !== undefined && end < today.slice(0, end.length) ? end : undefined;
}

/** The last day on which a Coverage is in force, YYYY-MM-DD: of a year or a month its last. Undefined if it names no end, or no day. */
export function lastDayOf({ period }: JsonObject): string | undefined {
  const last = lastDayIn(dateIn(asObject(period)?.['end']) ?? '');
  return isDay(last) ? last : undefined;
}

/** True if the Coverage is in force on a day, YYYY-MM-DD. */
export function isInForce(coverage: JsonObject, today: string): boolean {
  return (
    !NOT_IN_FORCE.has(String(coverage['status']).toLowerCase()) &&
    beginsAfter(coverage, today) === undefined &&
    endedBefore(coverage, today) === undefined
  );
}

/** A Coverage in force, and what it is. */
interface Candidate {
  readonly coverage: JsonObject;
  readonly payer: string;
  readonly kind: CoverageKind;
  /** `Coverage.order`; a large number without one. */
  readonly rank: number;
}

/** Payer of an order. */
export interface Paying {
  /** The Coverage that pays first; all that may, where it cannot be told which; none, where none is in force. */
  readonly coverages: readonly JsonObject[];
  /** The id of a payer of the knowledge, `other`, or `several`; undefined without a Coverage. */
  readonly payer: string | undefined;
}

const NO_RANK = Number.MAX_SAFE_INTEGER;

/** The place of a Coverage among those that pay (`Coverage.order`), also where it is written as text. */
export function rankOf({ order }: JsonObject): number | undefined {
  if (typeof order === 'number') return order;
  return /^\d+$/.test(asText(order) ?? '') ? Number(order) : undefined;
}

/** Coverages that an order references. */
export interface Insurance {
  /** References in `insurance`, as written, without a version. */
  readonly references: readonly string[];
  /** Coverages that the order contains. */
  readonly contained: readonly JsonObject[];
}

const isCoverage = ({ resourceType }: JsonObject) => resourceType === 'Coverage';

/** The Coverages that an order contains. Their payors stand beside them there, since nothing contained contains (FHIR R4 dom-2). */
function containedIn(order: JsonObject): readonly JsonObject[] {
  const contained = objectsIn(order['contained']);
  const organizations = contained.filter(({ resourceType }) => resourceType === 'Organization');
  const coverages = contained.filter(isCoverage);
  if (organizations.length === 0) return coverages;
  const within = resolverWithin(order);
  const named = (payor: JsonObject) => {
    const name = asText(within(String(payor['reference']))?.['name']);
    return name === undefined ? payor : { display: name, ...payor };
  };
  return coverages.map((coverage) => ({
    ...coverage,
    payor: objectsIn(coverage['payor']).map(named),
    contained: organizations,
  }));
}

/** Reads `insurance` of an order (FHIR R4 ServiceRequest and DeviceRequest). */
export function insuranceOf(order: JsonObject): Insurance {
  return {
    references: objectsIn(order['insurance']).flatMap(
      ({ reference }) => asText(reference)?.split('/_history')[0] ?? [],
    ),
    contained: containedIn(order),
  };
}

/**
 * The insurance with the Coverages that were sent with the order: in its Bundle, or under an address of their own. One of `coverages`
 * is named by its id then.
 */
export function withSent(
  { references, contained }: Insurance,
  coverages: readonly JsonObject[],
  resolve: Resolve,
): Insurance {
  const ids = new Set(coverages.map(({ id }) => id));
  const sent = references.flatMap((reference) => {
    const coverage = resolve(reference);
    return coverage && isCoverage(coverage) ? [{ reference, coverage }] : [];
  });
  const isKnown = ({ coverage }: { readonly coverage: JsonObject }) => ids.has(coverage['id']);
  const beside = sent.filter((each) => !isKnown(each));
  return {
    references: [...references, ...sent.filter(isKnown).map(({ coverage }) => referenceTo(coverage))],
    contained: [...contained, ...beside.map(({ reference, coverage }) => ({ ...coverage, id: idIn(reference) }))],
  };
}

/** True for a reference to a Coverage, by its type. */
export const isToCoverage = (reference: string) => /Coverage\//.test(reference);

const stepsOf = (reference: string) => reference.split(/[/#:]/).toReversed();
const idIn = (reference: string) => stepsOf(reference)[0];

/** Memoizes by the insurance that orders name: most orders of a call name the same. */
export function byInsurance<T>(ask: (insurance: Insurance, order: JsonObject) => T): (order: JsonObject) => T {
  const known = new Map<string, { readonly value: T }>();
  return (order) => {
    const insurance = insuranceOf(order);
    const key = JSON.stringify(insurance);
    const { value } = known.get(key) ?? { value: ask(insurance, order) };
    known.set(key, { value });
    return value;
  };
}

/** True if a reference with the id of the Coverage means it: relative, absolute, contained or by UUID. */
const isOfType = (reference: string, { resourceType }: JsonObject) =>
  ['', 'uuid', resourceType].includes(stepsOf(reference)[1] ?? '');

/** True for the Coverages that one of the references means. */
export function meantBy(references: readonly string[]): (coverage: JsonObject) => boolean {
  const withId = Map.groupBy<unknown, string>(references, idIn);
  return (coverage) => (withId.get(coverage['id']) ?? []).some((reference) => isOfType(reference, coverage));
}

/** True for the references that mean one of the Coverages. */
function meaningOneOf(coverages: readonly JsonObject[]): (reference: string) => boolean {
  const byId = Map.groupBy(coverages, ({ id }) => id);
  return (reference) => (byId.get(idIn(reference)) ?? []).some((coverage) => isOfType(reference, coverage));
}

const byId = (a: Candidate, b: Candidate) =>
  String(a.coverage['id']).localeCompare(String(b.coverage['id'])) ||
  JSON.stringify(a.coverage).localeCompare(JSON.stringify(b.coverage));

/** The candidates that pay before the others: by rank, else by kind of coverage. In the order of their ids. */
function firstOf(candidates: readonly Candidate[]): readonly Candidate[] {
  const lowest = candidates.reduce((least, { rank }) => Math.min(least, rank), NO_RANK);
  const best = candidates.filter(({ rank }) => rank === lowest);
  const kind = COVERAGE_KINDS.find((each) => best.some((candidate) => candidate.kind === each));
  return best.filter((candidate) => candidate.kind === kind).toSorted(byId);
}

/** Coverages that pay as one: of one known payer, or of one name. */
function areOne(candidates: readonly Candidate[]): boolean {
  const [one] = candidates;
  const nameOf = ({ coverage }: Candidate) => JSON.stringify(coverage['payor'] ?? null);
  return candidates.every(
    (each) => each.payer === one?.payer && (each.payer !== OTHER_PAYER || nameOf(each) === nameOf(one)),
  );
}

function candidatesAmong(coverages: readonly JsonObject[], knowledge: Knowledge): readonly Candidate[] {
  return coverages.map((coverage) => {
    const { id: payer, kind } = payerOf(coverage, knowledge);
    return { coverage, payer, kind, rank: rankOf(coverage) ?? NO_RANK };
  });
}

/** The best group that is not empty: those that pay, else supplements, else plans for drugs, dental care or vision. */
function eligible(candidates: readonly Candidate[]): readonly Candidate[] {
  const without = (...kinds: readonly CoverageKind[]) => candidates.filter(({ kind }) => !kinds.includes(kind));
  const groups = [without('limited', 'supplement'), without('limited')];
  return groups.find(({ length }) => length > 0) ?? candidates;
}

/**
 * Selects the payer of an order among the Coverages in force on the day. One that the order names in `insurance` comes first; then the
 * lowest `order`; then, whatever their place in the list, a coverage of injuries. A supplement pays after another coverage,
 * and a plan for drugs, dental care or vision is taken only where there is no other. Where several remain, or the one named
 * did not arrive, the payer is `several`. `today` is YYYY-MM-DD.
 */
export function payingFor(
  { references, contained }: Insurance,
  coverages: readonly JsonObject[],
  today: string,
  knowledge: Knowledge,
): Paying {
  const all = [...coverages, ...contained];
  const candidates = candidatesAmong(
    all.filter((coverage) => isInForce(coverage, today)),
    knowledge,
  );
  const isMeant = meantBy(references);
  const named = candidates.filter(({ coverage, kind }) => kind !== 'limited' && isMeant(coverage));
  const isHere = meaningOneOf(all);
  const isAbsent = (reference: string) => isToCoverage(reference) && !isHere(reference);
  const best = firstOf(named.length > 0 ? named : eligible(candidates));
  const [one] = best;
  const isTold = areOne(best) && (named.length > 0 || !references.some(isAbsent));
  if (one && isTold) return { coverages: [one.coverage], payer: one.payer };
  return { coverages: best.map(({ coverage }) => coverage), payer: one && SEVERAL_PAYERS };
}
