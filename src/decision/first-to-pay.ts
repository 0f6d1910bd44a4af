import { asText, type JsonObject } from '../json.ts';
import type { Knowledge } from '../policies/knowledge.ts';
import { COVERAGE_KINDS, type CoverageKind, OTHER_PAYER } from '../policies/payer.ts';
import { payerOf } from './payer.ts';

/** A Coverage, and what it is. */
export interface Candidate {
  readonly coverage: JsonObject;
  readonly payer: string;
  readonly kind: CoverageKind;
  /** `Coverage.order`. */
  readonly rank: number | undefined;
}

/** The place of a Coverage among those that pay (`Coverage.order`), also where it is written as text. */
export function rankOf({ order }: JsonObject): number | undefined {
  if (typeof order === 'number') return order;
  return /^\d+$/.test(asText(order) ?? '') ? Number(order) : undefined;
}

/** Coverages with their payers. */
export function candidatesAmong(coverages: readonly JsonObject[], knowledge: Knowledge): readonly Candidate[] {
  return coverages.map((coverage) => {
    const { id: payer, kind } = payerOf(coverage, knowledge);
    return { coverage, payer, kind, rank: rankOf(coverage) };
  });
}

const byId = (a: Candidate, b: Candidate) =>
  String(a.coverage['id']).localeCompare(String(b.coverage['id'])) ||
  JSON.stringify(a.coverage).localeCompare(JSON.stringify(b.coverage));

/** The best group that is not empty: those that pay, else supplements, else plans for drugs, dental care or vision. */
function eligible(candidates: readonly Candidate[]): readonly Candidate[] {
  const without = (...kinds: readonly CoverageKind[]) => candidates.filter(({ kind }) => !kinds.includes(kind));
  const groups = [without('limited', 'supplement'), without('limited')];
  return groups.find(({ length }) => length > 0) ?? candidates;
}

const lowestOf = (candidates: readonly Candidate[]) =>
  candidates.reduce((least, { rank = least }) => Math.min(least, rank), Number.POSITIVE_INFINITY);

/** Those of the kind that comes first. */
function ofFirstKind(candidates: readonly Candidate[]): readonly Candidate[] {
  const kinds = new Set(candidates.map(({ kind }) => kind));
  const first = COVERAGE_KINDS.find((each) => kinds.has(each));
  return candidates.filter(({ kind }) => kind === first);
}

/**
 * The Coverages that pay before the others, in the order of their ids. A supplement pays after another coverage, and a plan for drugs,
 * dental care or vision only where there is no other; then the lowest `order` counts, then a coverage of injuries comes first. One without
 * `order` comes after the first, but perhaps before the second.
 */
export function firstToPay(candidates: readonly Candidate[]): readonly Candidate[] {
  const paying = eligible(candidates);
  const lowest = lowestOf(paying);
  const best = paying.filter(({ rank }) => rank === lowest || (rank === undefined && lowest > 1));
  return ofFirstKind(best).toSorted(byId);
}

/** True for Coverages that pay as one: of one known payer, or of one name. */
export function areOne(candidates: readonly Candidate[]): boolean {
  const [one] = candidates;
  const nameOf = ({ coverage }: Candidate) => JSON.stringify(coverage['payor'] ?? null);
  const name = one && nameOf(one);
  return candidates.every((each) => each.payer === one?.payer && (each.payer !== OTHER_PAYER || nameOf(each) === name));
}

/** Most Coverages that are looked at of those that nothing tells apart: no search asks for more. */
const MOST_ALIKE = 20;

/** The first of Coverages that nothing tells apart, and one that does not pay as one with them, if there is any. */
function someOf(alike: readonly Candidate[]): readonly Candidate[] {
  const [first, ...sorted] = alike.toSorted(byId);
  if (!first || alike.length <= MOST_ALIKE) return alike;
  const another = sorted.find((each) => !areOne([first, each]));
  return [first, ...new Set([...sorted.slice(0, MOST_ALIKE - 1), ...(another ? [another] : [])])];
}

/**
 * Leaves out the candidates that firstToPay would not select, whatever others are added: an order that contains Coverages of its own then
 * looks through few of thousands. Of more than MOST_ALIKE that nothing tells apart the first by their ids are left.
 */
export function foremost(candidates: readonly Candidate[]): readonly Candidate[] {
  const paying = eligible(candidates);
  const lowest = lowestOf(paying);
  const ranked = ofFirstKind(paying.filter(({ rank }) => rank === lowest));
  const unranked = ofFirstKind(paying.filter(({ rank }) => rank === undefined));
  return [...someOf(ranked), ...someOf(unranked)];
}
