import { resolverWithin } from '../hooks/draft.ts';
import { localReference } from '../hooks/reference.ts';
import { asText, type JsonObject, objectsIn } from '../json.ts';
import type { Resolve } from '../matching/order.ts';
import { fold } from '../matching/tokenize.ts';
import type { Knowledge } from '../policies/knowledge.ts';
import type { SpokenPayer } from '../sites/site.ts';
import {
  beginsAfter,
  coveragesById,
  endedBefore,
  type Insurance,
  idsNamedBy,
  isCoverageInForce,
  withSent,
} from './coverage.ts';
import { candidatesAmong, firstToPay } from './first-to-pay.ts';
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
  /** It is a plan for drugs, dental care or vision, and pays for no therapy. */
  | ({ readonly kind: 'limited' } & Insured)
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

/** The ids of a member that a Coverage has: of the subscriber, and of the Coverage itself. */
export function memberIdsOf(coverage: JsonObject): readonly string[] {
  const ids = [coverage['subscriberId'], ...objectsIn(coverage['identifier']).map(({ value }) => value)];
  return ids.flatMap((id) => asText(id) ?? []);
}

function isListed(coverage: JsonObject, { members }: SpokenPayer): boolean {
  return !members || memberIdsOf(coverage).some((id) => members.has(id));
}

function matchAmong(pool: readonly JsonObject[], source: MatchSource): CoverageMatch {
  const { knowledge, today } = source;
  if (pool.length === 0) return { kind: 'none' };
  const active = pool.filter((coverage) => isCoverageInForce(coverage, today));
  const first = firstToPay(candidatesAmong(active.length > 0 ? active : pool, knowledge));
  const insured = first.flatMap(({ coverage }) => {
    const payer = payerBehind(coverage, source);
    return payer ? [{ coverage, payer }] : [];
  });
  const [one, another] = insured;
  if (!one) return { kind: 'other-payer' };
  if (active.length === 0) return { kind: 'not-in-force', ...one };
  if (another) return { kind: 'unranked', ...one };
  if (!isListed(one.coverage, one.payer)) return { kind: 'no-member', ...one };
  return { kind: payerOf(one.coverage, knowledge).kind === 'limited' ? 'limited' : 'insured', ...one };
}

/**
 * Matches the Coverage of an order: the one that it names in `insurance`, and no other in its place. Only one with an id of its own can
 * be referenced in an answer; one entered in error is none. Of all Coverages together it is matched once for all orders that name none.
 */
export function createMatchCoverage(source: MatchSource): (insurance: Insurance) => CoverageMatch {
  const { coverages, lookup } = source;
  const canBe = ({ id, status }: JsonObject) => asText(id) !== undefined && status !== 'entered-in-error';
  let ofAll: CoverageMatch | undefined;
  return (insurance) => {
    const named = idsNamedBy(withSent(insurance, coverages, lookup));
    if (named.size === 0) {
      ofAll ??= matchAmong(coverages.filter(canBe), source);
      return ofAll;
    }
    const byId = coveragesById(coverages);
    const pool = [...named].flatMap((id) => byId.get(id) ?? []);
    return matchAmong(pool.filter(canBe), source);
  };
}

/** Since when, or until when, a Coverage is not in force, in words. */
export function whyNotInForce(coverage: JsonObject, today: string): string {
  const ended = endedBefore(coverage, today);
  if (ended !== undefined) return `The coverage ended on ${ended}`;
  const begins = beginsAfter(coverage, today);
  return begins === undefined ? 'The coverage is not active' : `The coverage begins on ${begins}`;
}
