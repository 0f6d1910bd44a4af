import type { KnownCode } from '../matching/code-systems.ts';
import type { DecidedCard } from '../response/respond.ts';
import type { CrdClient, SpokenPayer } from '../sites/site.ts';
import type { Pseudonymizer } from './pseudonymizer.ts';
import type { CallRecord } from './record.ts';

/** Identifier system of American clinicians and their organizations. */
export const NPI = 'http://hl7.org/fhir/sid/us-npi';

/** Use of the access token of a call (CRD metricTokenUse); `rejected` if nothing that was asked for came. */
export const TOKEN_USES = ['used', 'rejected', 'not-used'] as const;
export type TokenUse = (typeof TOKEN_USES)[number];

/** Number of resources of a type that came in the prefetch or by query. */
export interface ResourceCount {
  readonly type: string;
  readonly count: number;
  readonly prefetch: boolean;
}

/** An order that a CRD call asked about. */
interface AskedOrder {
  /** `Type/id`, or `Type/?` of one without an id. */
  readonly reference: string;
  /** Its codes of known systems, in the form that the system's codes have. */
  readonly codes: readonly KnownCode[];
  /** The payer of its Coverage, if it is one spoken for. */
  readonly payer: SpokenPayer | undefined;
}

/** Metric data of an answered call beside the answer (CRD CRDMetricData). */
export interface Exchange {
  readonly tokenUse: TokenUse;
  /** The orders are not among them. */
  readonly resources: readonly ResourceCount[];
  /** NPI of the user. */
  readonly provider: string | undefined;
  readonly orders: readonly AskedOrder[];
}

/** The same as it is kept. Nothing in it is of the patient, but for pseudonyms. */
export interface CrdRecord {
  /** NPI of the user. */
  readonly provider?: string;
  /** NPI of the site's organization. */
  readonly group?: string;
  readonly payer?: { readonly system: string; readonly value: string };
  /** Absent where the call was refused before this was known. */
  readonly tokenUse?: TokenUse;
  readonly resources: readonly ResourceCount[];
  readonly requests: readonly {
    /** Pseudonym, such as `ServiceRequest/~1b9d…`. */
    readonly order: string;
    readonly codes: readonly KnownCode[];
    /** Cards about it: UUID and topic. */
    readonly cards: readonly { readonly uuid: string; readonly topic: string }[];
  }[];
}

/** A CRD call as it is kept for the metrics: of its own, since it is read without the decisions. */
export type ExchangeRecord = CrdRecord &
  Pick<CallRecord, 'id' | 'at' | 'site' | 'service' | 'hookInstance' | 'outcome' | 'milliseconds'>;

/** Identifier system of payers that have no identifier in the site's file. */
const OWN_PAYERS = 'https://spine-coverage-cds.example/payer';

/** The payer of the first order that has one, else the only one of the site. */
function payerOfCall(orders: readonly AskedOrder[], { payers }: CrdClient): CrdRecord['payer'] {
  const [known] = orders.flatMap(({ payer }) => payer ?? []);
  const isOnly = new Set(payers.map(({ id }) => id)).size === 1;
  const payer = known ?? (isOnly ? payers[0] : undefined);
  if (!payer) return undefined;
  const { system, value } = payer.identifiers[0] ?? { system: OWN_PAYERS, value: payer.id };
  return { system, value };
}

/** Records a call of a CRD client for the metrics; `answered` is undefined for one that was refused. */
export function recordExchange(
  answered: { readonly exchange: Exchange; readonly cards: readonly DecidedCard[] } | undefined,
  site: string,
  client: CrdClient,
  pseudonymizer: Pseudonymizer,
): CrdRecord {
  const { provider, tokenUse, resources = [], orders = [] } = answered?.exchange ?? {};
  const payer = payerOfCall(orders, client);
  const cardsAbout = (reference: string) =>
    (answered?.cards ?? []).filter(({ decision }) => decision.order.reference === reference);
  return {
    ...(provider === undefined ? {} : { provider }),
    ...(client.npi === undefined ? {} : { group: client.npi }),
    ...(payer === undefined ? {} : { payer }),
    ...(tokenUse === undefined ? {} : { tokenUse }),
    resources,
    requests: orders.map(({ reference, codes }) => ({
      order: pseudonymizer.reference(reference, site),
      codes: codes.map(({ system, code }) => ({ system, code })),
      cards: cardsAbout(reference).map(({ card }) => ({ uuid: card.uuid, topic: card.source.topic.code })),
    })),
  };
}
