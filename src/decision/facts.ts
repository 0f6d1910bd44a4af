import type { JsonObject } from '../json.ts';

/** Reasons why data were not to be had: not sent, withheld, not allowed, or nowhere. */
const NOT_GIVEN = {
  'not-asked': 'nothing that is judged needs them',
  'not-sent': 'the client sent none and gave no access to its FHIR server',
  'rest-not-sent': 'the client sent the first page alone and gave no access to its FHIR server, where the next one is',
  withheld: 'the client or its FHIR server withheld all or part of them',
  'not-supported': 'the search, or part of it, is not supported there',
  'no-content': 'entries came without what they stand for, or without words and known codes',
  'no-searchset': 'resources came by themselves in place of a search, perhaps not all of them',
  'another-patient': 'all that came is about another patient',
  'other-patients-order': 'the order is for another patient than the call',
  'cut-short': 'the search was cut off without a link to the rest',
  'narrow-search': 'the client searched for part of them only',
  'narrow-scope': "the token's scopes cover only part of the search",
  'not-filled': 'the client sent null for what it could not fill',
  'other-key': 'they came under another prefetch key, perhaps not all of them',
  'text-too-long': 'a text among them was longer than is read',
  unresolved: 'what the order refers to could not be found',
  'no-token': 'the client named its FHIR server but gave no token',
  'untrusted-server': 'the FHIR server is not one the operator registered',
  'insecure-server': 'the FHIR server is not reached by https',
  'not-allowed': "the token's scopes do not allow it",
  gone: 'the FHIR server has nothing at this address',
  'foreign-link': 'the next page is at an address that is not the FHIR server',
  'address-too-long': 'the address of the FHIR call would be too long',
} as const;

/** Reasons why data that were to be had did not come. */
const FAILURES = {
  failed: 'the client or its FHIR server reported a failure instead',
  unreadable: 'what came is no searchset of the right kind',
  'timed-out': 'the search ended before it was through',
  refused: 'the FHIR server refused the token',
  throttled: 'the FHIR server asked for fewer requests',
  'server-failed': 'the FHIR server failed',
  'payor-unread': 'the Organization that a Coverage names as its payor could not be read',
  unreachable: 'the FHIR server could not be reached, or broke off',
  redirected: 'the FHIR server pointed elsewhere, which is not followed',
  'not-fhir': 'the FHIR server answered with something else than FHIR JSON',
  'too-large': 'the answer was larger than allowed',
  'too-many': 'there were more pages, resources or names than are read',
  'circuit-open': 'the FHIR server failed too often and is left alone for a while',
  late: 'it did not arrive in time',
} as const;

/** Every reason why data are not there, or not all there. docs/integrators.md lists the same. */
export const MISSING_REASONS = { ...NOT_GIVEN, ...FAILURES };
export type MissingReason = keyof typeof MISSING_REASONS;

const wordsOfReason: ReadonlyMap<string, string> = new Map(Object.entries(MISSING_REASONS));

/** The words for a cause as traces and counters write it, such as `conditions: not-sent`; undefined if it names no reason. */
export function wordsOfCause(cause: string): string | undefined {
  return wordsOfReason.get(cause.slice(cause.lastIndexOf(': ') + 2));
}

/** True if data failed to come, rather than were not sent or not allowed. */
export function isFailure(reason: MissingReason | undefined): boolean {
  return reason !== undefined && Object.hasOwn(FAILURES, reason);
}

/** Data of the patient: known (perhaps in part, with the reason), or missing with the reason. Missing never means none. */
export type Fact<T> =
  | { readonly state: 'known'; readonly value: T; readonly lacking?: MissingReason; readonly foreign?: number }
  | { readonly state: 'missing'; readonly reason: MissingReason };

/** The reason why a fact is not there, or not all there; undefined if it is whole. */
export function lackingIn(fact: Fact<unknown>): MissingReason | undefined {
  return fact.state === 'missing' ? fact.reason : fact.lacking;
}

/** One kind of data that policies may ask for, beside the orders. */
export interface FactDefinition {
  /** As traces, records and counters call it. */
  readonly name: string;
  /** FHIR type of its resources. */
  readonly type: string;
  /** Prefetch key. */
  readonly key: string;
  /** Prefetch template, and the search where a client sends none: always narrowed by more than the patient. */
  readonly search: string;
  /** The variable of expressions that holds its resources. */
  readonly variable: string;
  /** Keys under which clients are known to send the same. */
  readonly aliases?: readonly string[];
  /** Parameters of a client's own search, and the values of which each must hold one for the search to be whole. */
  readonly mustHold?: Readonly<Record<string, readonly string[]>>;
  /** Parameters of a client's own search that leave out some of them, whatever their value. */
  readonly narrowedBy?: readonly string[];
  /** Set if they count under every prefetch key, whole search or not: each speaks for itself. */
  readonly isEachOnItsOwn?: boolean;
}

/** The facts that policies may ask for. */
export const FACTS: readonly FactDefinition[] = [
  {
    name: 'conditions',
    type: 'Condition',
    key: 'conditions',
    search: 'Condition?patient={{context.patientId}}&category=problem-list-item,encounter-diagnosis&_count=200',
    variable: 'conditions',
    aliases: ['conditionBundle', 'condition'],
    // DSTU2 calls the problem list `problem`.
    mustHold: {
      category: ['problem-list-item', 'problem'],
      'clinical-status': ['active'],
      'verification-status': ['confirmed'],
    },
    narrowedBy: ['code', 'severity', 'stage', 'body-site', 'encounter', 'asserter', 'onset-date', 'recorded-date'],
    isEachOnItsOwn: true,
  },
  {
    name: 'coverages',
    type: 'Coverage',
    key: 'coverage',
    search: 'Coverage?patient={{context.patientId}}&status=active&_count=20',
    variable: 'coverages',
    aliases: ['coverageBundle'],
    mustHold: { status: ['active'] },
    narrowedBy: ['type', 'payor', 'class-type', 'class-value', 'policy-holder', 'subscriber', 'dependent'],
  },
];

/** Gathered facts of the patient, by name. A fact that is absent was not requested. */
export type Facts = ReadonlyMap<string, Fact<readonly JsonObject[]>>;

/** A fact by its name. */
export function factNamed(facts: Facts, name: string): Fact<readonly JsonObject[]> {
  return facts.get(name) ?? { state: 'missing', reason: 'not-asked' };
}

/** The resources of a fact; none if it is missing. */
export function resourcesOf(fact: Fact<readonly JsonObject[]>): readonly JsonObject[] {
  return fact.state === 'known' ? fact.value : [];
}

/** The facts, with one that is known whole known in part instead if something of it was found to be lacking. */
export function knownInPart(facts: Facts, name: string, lacking: MissingReason | undefined): Facts {
  const fact = factNamed(facts, name);
  if (lacking === undefined || fact.state === 'missing' || fact.lacking !== undefined) return facts;
  return new Map([...facts, [name, { ...fact, lacking }]]);
}

/** True, false, or not to be known; FHIRPath's empty result. */
export type Truth = 'met' | 'not-met' | 'unknown';

/** Three-valued AND: one refusal decides, otherwise one unknown leaves it open. */
export function allMet(truths: readonly Truth[]): Truth {
  if (truths.includes('not-met')) return 'not-met';
  return truths.includes('unknown') ? 'unknown' : 'met';
}
