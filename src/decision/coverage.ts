import { isDay, lastDayIn } from '../calendar.ts';
import { idIn, typeIn } from '../hooks/reference.ts';
import { asObject, asText, type JsonObject, objectsIn } from '../json.ts';
import { containedAddress, resolverWithin } from '../matching/contained.ts';
import { memoize, memoizeWeakly } from '../matching/memoize.ts';
import type { Resolve } from '../matching/order.ts';
import type { Knowledge } from '../policies/knowledge.ts';
import { SEVERAL_PAYERS } from '../policies/payer.ts';
import type { MissingReason } from './facts.ts';
import { areOne, type Candidate, candidatesAmong, firstToPay, foremost } from './first-to-pay.ts';
import { containedPayors, payerOf } from './payer.ts';

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
export function isCoverageInForce(coverage: JsonObject, today: string): boolean {
  return (
    !NOT_IN_FORCE.has(String(coverage['status']).toLowerCase()) &&
    beginsAfter(coverage, today) === undefined &&
    endedBefore(coverage, today) === undefined
  );
}

/** Payer of an order. */
export interface Paying {
  /** The Coverage that pays first; all that may, where it cannot be told which; none, where none is in force. */
  readonly coverages: readonly JsonObject[];
  /** The id of a payer of the knowledge, `other`, or `several`; undefined without a Coverage. */
  readonly payer: string | undefined;
  /** The reason why it may be another payer: not all that the Coverages sent with the order say was read. */
  readonly lacking?: MissingReason | undefined;
}

/** Coverages that an order references. */
export interface Insurance {
  /** References in `insurance`, as written, but for those to something else than a Coverage. */
  readonly references: readonly string[];
  /** Coverages that the order contains. */
  readonly contained: readonly JsonObject[];
}

/** The Coverages that an order contains. Their payors stand beside them there, since nothing contained contains (FHIR R4 dom-2). */
function containedIn(order: JsonObject): readonly JsonObject[] {
  const contained = objectsIn(order['contained']);
  const organizations = contained.filter(({ resourceType }) => resourceType === 'Organization');
  const coverages = contained.filter(({ resourceType }) => resourceType === 'Coverage');
  if (organizations.length === 0) return coverages;
  const within = resolverWithin(order);
  const byAddress = Map.groupBy(organizations, containedAddress);
  const named = (payor: JsonObject) => {
    const name = asText(within(String(payor['reference']))?.['name']);
    return name === undefined ? payor : { display: name, ...payor };
  };
  return coverages.map((coverage) => {
    const payors = objectsIn(coverage['payor']);
    const contained = [...containedPayors(payors)].flatMap((address) => byAddress.get(address) ?? []);
    return { ...coverage, payor: payors.map(named), contained };
  });
}

/** Reads `insurance` of an order (FHIR R4 ServiceRequest and DeviceRequest), which may refer to prior authorizations as well. */
export function insuranceOf(order: JsonObject): Insurance {
  const within = resolverWithin(order);
  const references = objectsIn(order['insurance']).flatMap(({ reference, type }) => {
    const address = asText(reference) ?? '';
    const told = asText(type)?.split('/').at(-1) ?? typeIn(address) ?? within(address)?.['resourceType'];
    return address !== '' && (told ?? 'Coverage') === 'Coverage' ? [address] : [];
  });
  return { references: [...new Set(references)], contained: containedIn(order) };
}

/** The Coverages of a call by their ids, memoized: each order asks for some of them. */
export const coveragesById = memoizeWeakly(
  (coverages: readonly JsonObject[]): ReadonlyMap<string, readonly JsonObject[]> =>
    Map.groupBy(coverages, ({ id }) => String(id)),
);

/**
 * The insurance with the Coverages that were sent with the order: in its Bundle, or under an address of their own. One of `coverages`
 * is referred to by its id then, and another as if the order contained it.
 */
export function withSent(
  { references, contained }: Insurance,
  coverages: readonly JsonObject[],
  resolve: Resolve,
): Insurance {
  const ids = coveragesById(coverages);
  const beside: JsonObject[] = [];
  const meant = references.flatMap((reference) => {
    const id = idIn(reference);
    const resource = ids.has(id) ? undefined : resolve(reference);
    if (!resource) return [reference];
    if (resource['resourceType'] !== 'Coverage') return [];
    if (ids.has(String(resource['id']))) return [String(resource['id'])];
    beside.push({ ...resource, id });
    return [`#${id}`];
  });
  return { references: meant, contained: [...contained, ...beside] };
}

/** The ids of the Coverages that an order references, with `#` before that of one it contains. */
export const idsNamedBy = ({ references }: Insurance): ReadonlySet<string> => new Set(references.map(idIn));

const INSURING: ReadonlySet<unknown> = new Set(['Coverage', 'Organization']);

/** Memoizes by the insurance that orders name: most orders of a call name the same. */
export function byInsurance<T>(ask: (insurance: Insurance) => T): (order: JsonObject) => T {
  const known = new Map<string, { readonly value: T }>();
  return (order) => {
    const insurance = insuranceOf(order);
    // As they were sent: Coverages of one payor share its Organization, which may be long.
    const contained = objectsIn(order['contained']).filter(({ resourceType }) => INSURING.has(resourceType));
    const key = JSON.stringify([insurance.references, contained]);
    const { value } = known.get(key) ?? { value: ask(insurance) };
    known.set(key, { value });
    return value;
  };
}

/** Number of ids that are memoized: most orders of a call name the same. */
const MOST_IDS = 1000;

/**
 * Selects the payer of an order on a day (YYYY-MM-DD): the first to pay of the Coverages in force that the order names in `insurance`,
 * but for those that pay for no therapy; where none of them remains, of all the patient's and those that the order contains. Where several
 * come first, or one that was named did not arrive, the payer is `several`.
 *
 * Orders that one Coverage pays for get the same result, the same object; so do those that name and contain none of the Coverages: facts
 * are evaluated once for each result.
 */
function payingAmong(
  coverages: readonly JsonObject[],
  today: string,
  knowledge: Knowledge,
): (insurance: Insurance) => Paying {
  const inForce = (some: readonly JsonObject[]) =>
    candidatesAmong(
      some.filter((coverage) => isCoverageInForce(coverage, today)),
      knowledge,
    );
  const forTherapy = (some: readonly JsonObject[]) => inForce(some).filter(({ kind }) => kind !== 'limited');
  const sent = coveragesById(coverages);
  const sentWithId = memoize(MOST_IDS, (id: string) => foremost(forTherapy(sent.get(id) ?? [])));
  const paidBy = memoizeWeakly(
    (coverage: JsonObject): Paying => ({ coverages: [coverage], payer: payerOf(coverage, knowledge).id }),
  );
  const firstOf = (candidates: readonly Candidate[], allArrived: boolean): Paying => {
    const best = firstToPay(candidates);
    const [one] = best;
    if (one && allArrived && areOne(best)) return paidBy(one.coverage);
    return { coverages: best.map(({ coverage }) => coverage), payer: one && SEVERAL_PAYERS };
  };
  let memoized: readonly Candidate[] | undefined;
  const ofPatient = () => {
    memoized ??= foremost(inForce(coverages));
    return memoized;
  };
  const firstOfPatient = memoize(2, (allArrived: boolean) => firstOf(ofPatient(), allArrived));
  const payingFor = (insurance: Insurance): Paying => {
    const contained = Map.groupBy(insurance.contained, containedAddress);
    const ids = [...idsNamedBy(insurance)];
    const named = ids.flatMap((id) => (sent.has(id) ? sentWithId(id) : forTherapy(contained.get(id) ?? [])));
    if (named.length > 0) return firstOf(named, true);
    const allArrived = ids.every((id) => sent.has(id) || contained.has(id));
    if (contained.size === 0) return firstOfPatient(allArrived);
    return firstOf([...ofPatient(), ...inForce(insurance.contained)], allArrived);
  };
  return (insurance) => {
    const paying = payingFor(insurance);
    const lacking = insurance.contained.map((coverage) => payerOf(coverage, knowledge).lacking).find(Boolean);
    return lacking === undefined ? paying : { ...paying, lacking };
  };
}

/** The payer of each order of a call, among its Coverages and those that were sent with the order. */
export function payingForOrders(
  coverages: readonly JsonObject[],
  today: string,
  knowledge: Knowledge,
  resolve: Resolve,
): (order: JsonObject) => Paying {
  const payingFor = payingAmong(coverages, today, knowledge);
  return byInsurance((insurance) => payingFor(withSent(insurance, coverages, resolve)));
}
