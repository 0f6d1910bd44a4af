import type { AnsweredCall } from '../../answer/answer-call.ts';
import { PASSED_OVER } from '../../decision/explain.ts';
import { type FactDefinition, MISSING_REASONS } from '../../decision/facts.ts';
import { unrecognizedIn } from '../../decision/unrecognized.ts';
import { readOtherKeys, readPrefetched } from '../../hooks/prefetch.ts';
import { isAbout, type SearchsetPage, type Wanted } from '../../hooks/searchset.ts';
import { asObject, type JsonObject, objectsIn } from '../../json.ts';
import type { Knowledge } from '../../policies/knowledge.ts';
import { TRY_SITE } from '../try/try-site.ts';

/** Something to know about a request. */
export interface Remark {
  readonly kind: 'good' | 'missing' | 'stripped' | 'unknown';
  readonly element: string;
  readonly text: string;
}

const entriesOf = (bundle: unknown) => objectsIn(asObject(bundle)?.['entry']).map(({ resource }) => asObject(resource));

/** A call that arrived without what it is about: how Epic strips a payload whose address is no Endpoint URI. */
export function strippedIn(body: JsonObject): readonly Remark[] {
  const context = asObject(body['context']);
  if (!context) return [];
  const orders = context['draftOrders'];
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

function heldRemark(element: string, type: string, { resources, lacking }: SearchsetPage): Remark {
  const text = `holds ${resources.length} ${type}`;
  return lacking === undefined
    ? { kind: 'good', element, text: `${text}.` }
    : { kind: 'missing', element, text: `${text}, perhaps not all: ${MISSING_REASONS[lacking]}.` };
}

/** Tells what came for a fact, as the call itself reads it: under its key, an alias of it, or any other key. */
function prefetchRemark({ request }: AnsweredCall, fact: FactDefinition, { searchOutcomes }: Knowledge): Remark {
  const { key, type } = fact;
  const element = `prefetch.${key}`;
  const wanted: Wanted = { type, patientId: request.patientId, outcomes: searchOutcomes };
  const sent = readPrefetched(request.prefetch, fact, wanted, TRY_SITE.prefetch);
  if ('page' in sent) return heldRemark(element, type, sent.page);
  const other = readOtherKeys(request.prefetch, wanted);
  if (other) return heldRemark(element, type, other);
  if (sent.missing !== 'not-sent')
    return { kind: 'missing', element, text: `is unknown: ${MISSING_REASONS[sent.missing]}.` };
  return { kind: 'missing', element, text: 'was not sent: it is unknown, not empty.' };
}

/** Facts that did not arrive, with the reason. */
function missingFacts({ facts }: AnsweredCall): readonly Remark[] {
  return [...facts].flatMap(([name, fact]): readonly Remark[] =>
    fact.state === 'missing' ? [{ kind: 'missing', element: name, text: `${MISSING_REASONS[fact.reason]}.` }] : [],
  );
}

/** Code systems and payers that this server does not know, as they are also counted for the insights. */
function unrecognized(answered: AnsweredCall, knowledge: Knowledge): readonly Remark[] {
  return unrecognizedIn(answered, knowledge).map((name) => {
    const [element = '', ...words] = name.split(' ');
    const means =
      element === 'payer'
        ? 'cards say to check with the plan'
        : 'a code of it says nothing by itself, only its words do';
    return { kind: 'unknown', element, text: `${words.join(' ')}: ${means}.` };
  });
}

function orderRemarks({ screening, request }: AnsweredCall): readonly Remark[] {
  const { draft, orders } = screening;
  const passedOver = draft.resources.length - orders.length;
  const read: Remark = {
    kind: orders.length > 0 ? 'good' : 'missing',
    element: 'context.draftOrders',
    text: orders.length === 1 ? 'One order was read.' : `${orders.length} orders were read.`,
  };
  const withoutId = orders.filter(({ reference }) => reference === undefined).length;
  const others = orders.filter(({ resource }) => !isAbout(resource, request.patientId)).length;
  const counted: readonly (readonly [count: number, kind: Remark['kind'], element: string, text: string])[] = [
    [passedOver, 'unknown', 'context.draftOrders', `were passed over: ${PASSED_OVER}.`],
    [withoutId, 'missing', 'id', 'orders have none, so no suggestion can name them.'],
    [
      others,
      'missing',
      'subject',
      "orders are for another patient than context.patientId, so they are judged without this patient's data.",
    ],
  ];
  return [
    read,
    ...counted.flatMap(([count, kind, element, text]) =>
      count > 0 ? [{ kind, element, text: `${count} ${text}` }] : [],
    ),
  ];
}

/** Lists what is good, missing, stripped or unknown in a request. */
export function remarksOn(
  body: JsonObject,
  answered: AnsweredCall,
  facts: readonly FactDefinition[],
  knowledge: Knowledge,
): readonly Remark[] {
  return [
    ...strippedIn(body),
    ...orderRemarks(answered),
    ...facts.map((fact) => prefetchRemark(answered, fact, knowledge)),
    ...missingFacts(answered),
    ...unrecognized(answered, knowledge),
  ];
}
