import { ERRORS } from '../errors.ts';
import { serviceId } from '../hooks/discovery.ts';
import { HOOKS } from '../hooks/hooks.ts';
import type { JsonObject } from '../json.ts';
import type { AssertionRecord } from './assertion.ts';
import { type ExchangeRecord, NPI } from './exchange.ts';
import { type FeedbackRecord, isAnswered } from './record.ts';

/** A CRD call, with what was asserted in its answer and reported of its cards. */
interface KeptExchange {
  readonly exchange: ExchangeRecord;
  readonly assertions: readonly AssertionRecord[];
  readonly feedback: readonly FeedbackRecord[];
}

/** Stands for a value that must be there and is not known (FHIR R4 data-absent-reason). */
const ABSENT = {
  extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' }],
};

/** A primitive element, or in its place that it is not known. */
const required = (name: string, value: string | undefined) =>
  value === undefined ? { [`_${name}`]: ABSENT } : { [name]: value };

/** The refusal of a call as the issue of its OperationOutcome. */
function httpOutcome(outcome: ExchangeRecord['outcome']): JsonObject {
  if (isAnswered(outcome)) return { httpResponse: 200 };
  const { status, issue, text } = ERRORS[outcome];
  return { httpResponse: status, issue: [{ code: issue, details: { coding: [{ code: outcome }], text } }] };
}

/** The values of the parts of coverage-information with this name. */
function valuesOf({ parts }: AssertionRecord, name: string): readonly string[] {
  const values = parts
    .filter(({ url }) => url === name)
    .map(({ valueCode, valueCanonical }) => valueCode ?? valueCanonical);
  return values.flatMap((value) => (typeof value === 'string' ? value : []));
}

/** The model has one code of a kind: an assertion with several is repeated. */
function coverageInfo(assertion: AssertionRecord): readonly JsonObject[] {
  const [covered] = valuesOf(assertion, 'covered');
  const [paNeeded] = valuesOf(assertion, 'pa-needed');
  const docNeeded = valuesOf(assertion, 'doc-needed').flatMap((code) =>
    code === 'both' ? ['clinical', 'admin'] : code,
  );
  const infoNeeded = valuesOf(assertion, 'info-needed');
  const questionnaire = valuesOf(assertion, 'questionnaire').map((reference) => ({
    reference,
    adaptive: false,
    response: false,
  }));
  return Array.from({ length: Math.max(1, docNeeded.length, infoNeeded.length) }, (_, at) => ({
    ...(covered === undefined ? {} : { covered }),
    ...(paNeeded === undefined ? {} : { paNeeded }),
    ...(docNeeded[at] === undefined ? {} : { docNeeded: docNeeded[at] }),
    ...(infoNeeded[at] === undefined ? {} : { infoNeeded: infoNeeded[at] }),
    ...(questionnaire.length === 0 ? {} : { questionnaire }),
    assertionId: assertion.id,
  }));
}

const ENGAGEMENTS = { accepted: 'accept', overridden: 'override' } as const;

/** The last that was reported of a card. Reports of another site do not count. */
function engagementWith(card: string, { exchange, feedback }: KeptExchange): JsonObject {
  const last = feedback
    .filter((record) => record.card === card && record.site === exchange.site)
    .toSorted((a, b) => (a.at < b.at ? -1 : 1))
    .at(-1);
  return last ? { engagement: ENGAGEMENTS[last.outcome] } : {};
}

function metricRequest({ order, codes, cards }: ExchangeRecord['requests'][number], kept: KeptExchange): JsonObject {
  const type = order.split('/')[0];
  const made = kept.assertions.filter((assertion) => assertion.order === order);
  const responses = [
    ...made.map((assertion) => ({ type: 'coverage-info', focus: [type], coverageInfo: coverageInfo(assertion) })),
    ...cards.map(({ uuid, topic }) => ({ type: topic, focus: [type], ...engagementWith(uuid, kept) })),
  ];
  return {
    type,
    orderDetail: codes.length === 0 ? ABSENT : { coding: codes },
    ...(responses.length === 0 ? {} : { response: responses }),
  };
}

/** The request of a call that was refused, or is about no order: the model wants one in any case. */
const NO_REQUEST = { _type: ABSENT, orderDetail: ABSENT };

/** A call as CRDMetricData, the logical model of what a payer should know of each call (CRD 2.2.1 §Metrics). */
export function crdMetricData(kept: KeptExchange): JsonObject {
  const { at, service, hookInstance, outcome, milliseconds, requests, resources, ...known } = kept.exchange;
  const hook = HOOKS.find((each) => serviceId(each) === service);
  return {
    source: 'payer-src',
    ...required('hookInstance', hookInstance),
    ...required('hookType', hook?.name),
    providerId: { system: NPI, ...required('value', known.provider) },
    groupId: { system: NPI, ...required('value', known.group) },
    payerId: { ...required('system', known.payer?.system), ...required('value', known.payer?.value) },
    requestTime: at,
    responseTime: new Date(Date.parse(at) + Math.round(milliseconds)).toISOString(),
    ...httpOutcome(outcome),
    ...required('tokenUse', known.tokenUse),
    ...(resources.length === 0 ? {} : { resources }),
    request: requests.length === 0 ? [NO_REQUEST] : requests.map((request) => metricRequest(request, kept)),
  };
}
