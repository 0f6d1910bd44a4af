import { isDay } from '../calendar.ts';
import { asObject, asText, type JsonObject } from '../json.ts';
import type { Knowledge } from '../policies/knowledge.ts';
import { COVERAGE_KINDS, type CoverageKind, OTHER_PAYER, SEVERAL_PAYERS } from '../policies/payer.ts';
import { type Insurance, isToCoverage, meaningOneOf, meantBy } from './insurance.ts';
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
  const end = dateIn(asObject(period)?.['end']);
  if (end === undefined) return undefined;
  const [year, month = '12', day] = end.split('-');
  const last = `${year}-${month}-${day ?? new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()}`;
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
