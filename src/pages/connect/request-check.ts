import type { AnsweredCall, Call } from '../../answer/answer-call.ts';
import { PASSED_OVER } from '../../decision/explain.ts';
import { type FactDefinition, MISSING_REASONS } from '../../decision/facts.ts';
import { unrecognizedIn } from '../../decision/unrecognized.ts';
import { HOOKS } from '../../hooks/hooks.ts';
import { readOtherKeys, readPrefetched } from '../../hooks/prefetch.ts';
import type { DraftOrders } from '../../hooks/request.ts';
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

/** The hooks of a body that holds no drafts, since it names its orders. */
const NAMING_HOOKS = HOOKS.filter(({ forCrdAlone }) => forCrdAlone).map(({ name }) => name);

/** A call that arrived without what it is about: how Epic strips a payload whose address is no Endpoint URI. */
export function strippedIn(body: JsonObject): readonly Remark[] {
  const context = asObject(body['context']);
  if (!context) return [];
  const remarks: Remark[] = [];
  if (!NAMING_HOOKS.includes(String(body['hook'])) && entriesOf(context['draftOrders']).length === 0)
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

/** Tells of a call that names its orders how many of them were found; an Appointment that is for none stands for itself. */
function foundRemark({ request }: AnsweredCall, element: string, wanted: NonNullable<DraftOrders['wanted']>): Remark {
  const named = wanted.reduce((sum, { references }) => sum + Math.max(1, references.length), 0);
  const found = request.orders.entries.length;
  const rest = found < named ? ': the others are in no prefetch and could not be read' : '';
  return { kind: rest ? 'missing' : 'good', element, text: `names ${named}, and ${found} came${rest}.` };
}

function readRemark({ screening: { orders } }: AnsweredCall, element: string): Remark {
  return {
    kind: orders.length > 0 ? 'good' : 'missing',
    element,
    text: orders.length === 1 ? 'One order was read.' : `${orders.length} orders were read.`,
  };
}

function orderRemarks(answered: AnsweredCall, { body, hook }: Pick<Call, 'body' | 'hook'>): readonly Remark[] {
  const { screening, request } = answered;
  const { draft, orders } = screening;
  const { wanted } = hook.parse(body).orders;
  const element = hook.ordersElement;
  const passedOver = wanted ? 0 : draft.resources.length - orders.length;
  const withoutId = orders.filter(({ reference }) => reference === undefined).length;
  const others = orders.filter(({ resource }) => !isAbout(resource, request.patientId)).length;
  const counted: readonly (readonly [count: number, kind: Remark['kind'], element: string, text: string])[] = [
    [passedOver, 'unknown', element, `were passed over: ${PASSED_OVER}.`],
    [withoutId, 'missing', 'id', 'orders have none, so no suggestion can name them.'],
    [
      others,
      'missing',
      'subject',
      "orders are for another patient than context.patientId, so they are judged without this patient's data.",
    ],
  ];
  return [
    wanted ? foundRemark(answered, element, wanted) : readRemark(answered, element),
    ...counted.flatMap(([count, kind, element, text]) =>
      count > 0 ? [{ kind, element, text: `${count} ${text}` }] : [],
    ),
  ];
}

/** Lists what is good, missing, stripped or unknown in a request of a hook. */
export function remarksOn(
  call: Pick<Call, 'body' | 'hook'>,
  answered: AnsweredCall,
  facts: readonly FactDefinition[],
  knowledge: Knowledge,
): readonly Remark[] {
  return [
    ...strippedIn(asObject(call.body) ?? {}),
    ...orderRemarks(answered, call),
    ...facts.map((fact) => prefetchRemark(answered, fact, knowledge)),
    ...missingFacts(answered),
    ...unrecognized(answered, knowledge),
  ];
}
