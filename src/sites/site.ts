import type { CrdVersion } from '../hooks/crd-request.ts';
import { type PrefetchHabits, STANDARD_HABITS } from '../hooks/prefetch.ts';
import type { PolicyModes } from './policy-modes.ts';
import type { Jwk } from './public-key.ts';

/** Algorithms of signature that a site may allow: asymmetric only, never `none` (CDS Hooks §Trusting CDS Clients). */
export const ALGORITHMS = [
  'ES256',
  'ES384',
  'ES512',
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'Ed25519',
  'EdDSA',
] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

/** The tokens of a site's clients: who issues them, by which keys, and their claims (CDS Hooks §Trusting CDS Clients). */
export interface ClientTrust {
  /** Exact value of `iss`. */
  readonly issuer: string;
  /** Origin of the client's keys: addresses that may stand in `jku`, the first serving tokens without one; or the keys themselves. */
  readonly keys: { readonly jku: readonly URL[] } | { readonly pinned: readonly Jwk[] };
  /** Algorithms that are taken. */
  readonly algorithms: readonly Algorithm[];
  /** Our public base address as the client knows it, without a final slash: `aud` must be this and the path called. */
  readonly audience: string;
  /** Value of the `tenant` claim, where one issuer serves many. */
  readonly tenant: string | undefined;
  /** Longest life of a token (`exp` less `iat`), in seconds. */
  readonly lifetime: number;
  /** Most seconds that the clocks may be apart. */
  readonly skew: number;
  /** `protected` if discovery asks for a token, too. */
  readonly discovery: 'open' | 'protected';
}

/** One EHR installation: who it is and what it gets. */
export interface Site {
  /** Lower-case letters, digits and hyphens; also its place under `/sites/`. */
  readonly id: string;
  /** Name of its file; absent for a site that has none. */
  readonly file?: string;
  /** Folder of its file. */
  readonly folder?: string;
  /** Undefined in development mode, where nobody is asked who calls. */
  readonly trust: ClientTrust | undefined;
  /** FHIR servers that may be called with its tokens. */
  readonly fhirServers: readonly URL[];
  /** Deviations of its prefetch from CDS Hooks. */
  readonly prefetch: PrefetchHabits;
  /** Names of the hooks that are switched on; undefined means all. */
  readonly hooks: ReadonlySet<string> | undefined;
  /** Modes of the policies; undefined means that all are live. */
  readonly policies: PolicyModes | undefined;
  /** Cards a week that are expected at first, by policy. */
  readonly expectedCards?: Readonly<Record<string, number>>;
  /** IANA name of the time zone in whose days the site's orders are; undefined means UTC. */
  readonly timeZone: string | undefined;
  /** Shape of cards. */
  readonly cards: CardProfile;
  /** Spelling of feedback that its EHR uses. */
  readonly feedback: FeedbackDialect;
  /** Calls a minute that are answered. */
  readonly rateLimit: number;
  /** Undefined for a site that is no CRD client. */
  readonly crd: CrdClient | undefined;
}

/** A site with nothing set: nobody is asked who calls, no FHIR server is read, and all hooks and policies are on. */
export const OPEN_SITE: Omit<Site, 'id'> = {
  trust: undefined,
  fhirServers: [],
  prefetch: STANDARD_HABITS,
  hooks: undefined,
  policies: undefined,
  timeZone: undefined,
  cards: 'standard',
  feedback: 'standard',
  rateLimit: Number.POSITIVE_INFINITY,
  crd: undefined,
};

/** A payer that this server speaks for, and how a site's EHR names it. */
export interface SpokenPayer {
  /** As in adoptions/ and in fhir-resources/payers. */
  readonly id: string;
  /** The insurer's name on its members' cards (CRD resp-4). */
  readonly label: string;
  /** Identifiers of its Organization. */
  readonly identifiers: readonly { readonly system: string; readonly value: string }[];
  /** `Organization/<id>` at this EHR. */
  readonly references: readonly string[];
  readonly names: readonly string[];
  /** Undefined where the payer gave no list of its members. */
  readonly members: MemberList | undefined;
}

/** The members of a payer. */
export interface MemberList {
  /** The list as it stands in the site file. */
  readonly written: readonly string[];
  /** True for the id of a member. */
  readonly has: (id: string) => boolean;
}

/** CRD settings of a site: its answers hold coverage information (Da Vinci CRD). */
export interface CrdClient {
  readonly payers: readonly SpokenPayer[];
  readonly versions: readonly CrdVersion[];
  /** NPI of the organization whose EHR it is, for the metrics. */
  readonly npi: string | undefined;
  /** Milliseconds for all FHIR calls of one request together. */
  readonly deadline: number;
}

/** `epic`: one topic for each finding, one action for each suggestion, selectionBehavior `any`. */
export const CARD_PROFILES = ['standard', 'epic'] as const;
export type CardProfile = (typeof CARD_PROFILES)[number];

/** `standard`: CDS Hooks as written. `epic`: also Epic's `overrideReasons` and its extensions. */
export const FEEDBACK_DIALECTS = ['standard', 'epic'] as const;
export type FeedbackDialect = (typeof FEEDBACK_DIALECTS)[number];
