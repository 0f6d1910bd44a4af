import { resolverWithin } from '../hooks/draft.ts';
import { localReference } from '../hooks/request.ts';
import { asText, type JsonObject, objectsIn } from '../json.ts';
import type { Resolve } from '../matching/order.ts';
import { fold } from '../matching/tokenize.ts';
import type { Knowledge } from '../policies/knowledge.ts';
import type { SpokenPayer } from '../sites/site.ts';
import { beginsAfter, endedBefore, insuranceOf, isInForce, isToCoverage, meantBy, rankOf } from './coverage.ts';
import { payerOf } from './payer.ts';

/** The Coverage of an order, and its payer, who is spoken for. */
export interface Insured {
  readonly coverage: JsonObject;
  readonly payer: SpokenPayer;
}

/** Match of an order's Coverage with the payers the server speaks for (CRD 2.2 hook-13, resp-43 to resp-45). */
export type CoverageMatch =
  /** The order has one Coverage of a payer spoken for. */
  | ({ readonly kind: 'insured' } & Insured)
  /** The one there is, is not in force. */
  | ({ readonly kind: 'not-in-force' } & Insured)
  /** Several are in force, and nothing ranks them. */
  | ({ readonly kind: 'unranked' } & Insured)
  /** The payer has a list of its members, and the Coverage names none of them. */
  | ({ readonly kind: 'no-member' } & Insured)
  | { readonly kind: 'other-payer' }
  | { readonly kind: 'none' };

/** Input for matching the Coverages of one call. */
export interface MatchSource {
  readonly coverages: readonly JsonObject[];
  readonly payers: readonly SpokenPayer[];
  readonly knowledge: Knowledge;
  readonly lookup: Resolve;
  /** YYYY-MM-DD. */
  readonly today: string;
}

const plain = (name: string) => fold(name).trim().replace(/\s+/g, ' ');
const isSame = (one: string | undefined, other: string) => one !== undefined && plain(one) === plain(other);

/** True or false if an identifier or a reference decides it, else by name. */
function isPayor(payer: SpokenPayer, payor: JsonObject, coverage: JsonObject, lookup: Resolve): boolean {
  const reference = asText(payor['reference']);
  const organization = reference === undefined ? undefined : (resolverWithin(coverage)(reference) ?? lookup(reference));
  const identifiers = [...objectsIn(payor['identifier']), ...objectsIn(organization?.['identifier'])];
  const telling = identifiers.filter(({ system }) => payer.identifiers.some((own) => own.system === system));
  if (telling.length > 0)
    return telling.some(({ system, value }) =>
      payer.identifiers.some((own) => own.system === system && own.value === value),
    );
  const named = reference === undefined ? [] : [reference, localReference(reference)];
  if (payer.references.some((own) => named.includes(own))) return true;
  const names = [payor['display'], organization?.['name']].map(asText);
  return names.some((name) => payer.names.some((own) => isSame(name, own)));
}

function payerBehind(coverage: JsonObject, { payers, knowledge, lookup }: MatchSource): SpokenPayer | undefined {
  const payors = objectsIn(coverage['payor']);
  const named = payers.find((payer) => payors.some((payor) => isPayor(payer, payor, coverage, lookup)));
  if (named) return named;
  const { id: known } = payerOf(coverage, knowledge);
  return payers.find(({ id }) => id === known);
}

/** The Coverages with the lowest `order`, if all have one; else all, since nothing ranks them. */
function firstRanked(coverages: readonly JsonObject[]): readonly JsonObject[] {
  const ranks = coverages.map(rankOf);
  const ranked = ranks.filter((rank) => rank !== undefined);
  if (ranked.length < ranks.length) return coverages;
  const first = ranked.reduce((least, rank) => Math.min(least, rank), Number.POSITIVE_INFINITY);
  return coverages.filter((coverage) => rankOf(coverage) === first);
}

function isListed(coverage: JsonObject, { isMember }: SpokenPayer): boolean {
  if (!isMember) return true;
  const ids = [coverage['subscriberId'], ...objectsIn(coverage['identifier']).map(({ value }) => value)].map(asText);
  return ids.some((id) => id !== undefined && isMember(id));
}

/** The Coverages that the order names in `insurance`: none, if none of them was sent. All, if it names no Coverage. */
function poolFor(order: JsonObject, { coverages }: MatchSource): readonly JsonObject[] {
  const { references } = insuranceOf(order);
  const named = references.filter(isToCoverage);
  return named.length === 0 ? coverages : coverages.filter(meantBy(named));
}

/** Matches the Coverage of an order. Only one with an id can be referenced in an answer; one entered in error is none. */
export function matchCoverage(order: JsonObject, source: MatchSource): CoverageMatch {
  const counts = ({ id, status }: JsonObject) => asText(id) !== undefined && status !== 'entered-in-error';
  const pool = poolFor(order, source).filter(counts);
  if (pool.length === 0) return { kind: 'none' };
  const active = pool.filter((coverage) => isInForce(coverage, source.today));
  const candidates = firstRanked(active.length > 0 ? active : pool).flatMap((coverage) => {
    const payer = payerBehind(coverage, source);
    return payer ? [{ coverage, payer }] : [];
  });
  const [first, another] = candidates;
  if (!first) return { kind: 'other-payer' };
  if (active.length === 0) return { kind: 'not-in-force', ...first };
  if (another) return { kind: 'unranked', ...first };
  return { kind: isListed(first.coverage, first.payer) ? 'insured' : 'no-member', ...first };
}

/** Since when, or until when, a Coverage is not in force, in words. */
export function whyNotInForce(coverage: JsonObject, today: string): string {
  const ended = endedBefore(coverage, today);
  if (ended !== undefined) return `The coverage ended on ${ended}`;
  const begins = beginsAfter(coverage, today);
  return begins === undefined ? 'The coverage is not active' : `The coverage begins on ${begins}`;
}
