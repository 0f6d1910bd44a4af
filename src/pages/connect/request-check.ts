import type { AnsweredCall } from '../../answer/answer-call.ts';
import { type FactDefinition, MISSING_REASONS } from '../../decision/facts.ts';
import { unrecognizedIn } from '../../decision/unrecognized.ts';
import { asObject, type JsonObject, objectsIn } from '../../json.ts';
import type { Knowledge } from '../../policies/knowledge.ts';

/** Something to know about a request. */
export interface Remark {
  readonly kind: 'good' | 'missing' | 'stripped' | 'unknown';
  readonly element: string;
  readonly text: string;
}

const entriesOf = (bundle: unknown) => objectsIn(asObject(bundle)?.['entry']).map(({ resource }) => asObject(resource));

/** A call that arrived without what it is about: how Epic strips a payload whose address is no Endpoint URI. */
function strippedIn(body: JsonObject): readonly Remark[] {
  const orders = asObject(body['context'])?.['draftOrders'];
  const remarks: Remark[] = [];
  if (entriesOf(orders).length === 0)
    remarks.push({
      kind: 'stripped',
      element: 'context.draftOrders',
      text: 'holds no order. From Epic: the address is no Endpoint URI of the client id, or the scopes for unsigned orders are missing.',
    });
  if (body['prefetch'] === undefined && body['fhirAuthorization'] === undefined)
    remarks.push({
      kind: 'stripped',
      element: 'prefetch, fhirAuthorization',
      text: 'neither came, so nothing can be known of the patient.',
    });
  return remarks;
}

function prefetchRemark({ key, type }: FactDefinition, prefetch: JsonObject): Remark {
  const element = `prefetch.${key}`;
  const value = prefetch[key];
  if (value === undefined) return { kind: 'missing', element, text: 'was not sent: it is unknown, not empty.' };
  if (value === null) return { kind: 'good', element, text: `null: known to hold no ${type}.` };
  if (asObject(value)?.['resourceType'] === 'OperationOutcome')
    return { kind: 'missing', element, text: 'is an OperationOutcome: the client tried and failed.' };
  const count = entriesOf(value).filter((resource) => resource?.['resourceType'] === type).length;
  return { kind: 'good', element, text: `holds ${count} ${type}.` };
}

/** Facts that did not arrive, with the reason. */
function missingFacts({ facts }: AnsweredCall): readonly Remark[] {
  return [...facts].flatMap(([name, fact]): readonly Remark[] =>
    fact.state === 'missing' ? [{ kind: 'missing', element: name, text: `${MISSING_REASONS[fact.reason]}.` }] : [],
  );
}

/** Code systems and payers that this server does not know, as they are also counted for the insights. */
function unrecognized({ screening, facts }: AnsweredCall, knowledge: Knowledge): readonly Remark[] {
  return unrecognizedIn(screening, facts, knowledge).map((name) => {
    const [element = '', ...words] = name.split(' ');
    const means =
      element === 'payer'
        ? 'cards say to check with the plan'
        : 'a code of it says nothing by itself, only its words do';
    return { kind: 'unknown', element, text: `${words.join(' ')}: ${means}.` };
  });
}

function orderRemarks({ screening }: AnsweredCall): readonly Remark[] {
  const { draft, orders } = screening;
  const passedOver = draft.resources.length - orders.length;
  const read: Remark = {
    kind: orders.length > 0 ? 'good' : 'missing',
    element: 'context.draftOrders',
    text: `${orders.length} orders were read.`,
  };
  const withoutId = orders.filter(({ reference }) => reference === undefined).length;
  return [
    read,
    ...(passedOver > 0
      ? [
          {
            kind: 'unknown',
            element: 'context.draftOrders',
            text: `${passedOver} were passed over: no ServiceRequest or DeviceRequest, ended, or an order to refrain.`,
          } as const,
        ]
      : []),
    ...(withoutId > 0
      ? [
          {
            kind: 'missing',
            element: 'id',
            text: `${withoutId} orders have none, so no suggestion can name them.`,
          } as const,
        ]
      : []),
  ];
}

/** Lists what is good, missing, stripped or unknown in a request. */
export function remarksOn(
  body: JsonObject,
  answered: AnsweredCall,
  facts: readonly FactDefinition[],
  knowledge: Knowledge,
): readonly Remark[] {
  const prefetch = asObject(body['prefetch']) ?? {};
  return [
    ...strippedIn(body),
    ...orderRemarks(answered),
    ...facts.map((fact) => prefetchRemark(fact, prefetch)),
    ...missingFacts(answered),
    ...unrecognized(answered, knowledge),
  ];
}
