import { asObject, asText, type JsonObject, objectsIn } from '../json.ts';
import type { KnownCode } from './code-systems.ts';
import { resolverWithin } from './contained.ts';
import {
  type Description,
  describe,
  knownCodes,
  memoizedReader,
  type ReadText,
  type Terminology,
  textsOf,
} from './description.ts';
import { isShortened } from './long-resources.ts';
import { MOST_CHARACTERS } from './mentions.ts';
import { clausesOf } from './tokenize.ts';

/** A draft order as this server reads it: a ServiceRequest or DeviceRequest, a ProcedureRequest of STU3, or an Appointment for a service. */
export interface Order {
  /** The client's own resource, untouched. */
  readonly resource: JsonObject;
  /** `Type/id`, if the order has an id. */
  readonly reference: string | undefined;
  /** The codings of its code, of its Device's type and of its details. */
  readonly codings: readonly JsonObject[];
  /** Those of a known system; what the order is found by. */
  readonly codes: readonly KnownCode[];
  /** Name of the order, best wording first. */
  readonly titles: readonly string[];
  /** Every text of the order as far as it is read, remarks included, with single spaces. */
  readonly words: readonly string[];
  readonly description: Description;
  /** Description of its code alone, for expressions that look at the code of an order. */
  readonly concept: { readonly value: JsonObject; readonly description: Description } | undefined;
}

/** Finds the resource behind a reference: contained in the order, or beside it in the bundle. */
export type Resolve = (reference: string) => JsonObject | undefined;

/** The modifier extension by which a DeviceRequest of R4 says that it is not to be done. */
export const DO_NOT_PERFORM = 'http://hl7.org/fhir/5.0/StructureDefinition/extension-DeviceRequest.doNotPerform';
/** The statuses of orders that are over, or never were any: those of R4, then those of other versions and of other kinds of orders. */
const ENDED = new Set(
  'revoked completed entered-in-error ended stopped cancelled canceled rejected aborted'.split(' '),
);

/** True if the order asks for something: not ended, and not an order to refrain (FHIR R4 request status and doNotPerform). */
export function asksForSomething(resource: JsonObject): boolean {
  const extensions = [...objectsIn(resource['modifierExtension']), ...objectsIn(resource['extension'])];
  const refrains =
    resource['doNotPerform'] === true ||
    extensions.some(({ url, valueBoolean }) => url === DO_NOT_PERFORM && valueBoolean === true);
  return !refrains && !ENDED.has(String(resource['status']).toLowerCase());
}

/** Reads the ordered item as a concept: `code` or `code[x]` in R4, part of a CodeableReference in R5. */
function conceptOf(order: JsonObject): JsonObject | undefined {
  const code = asObject(order['codeCodeableConcept'] ?? order['code']);
  return asObject(code?.['concept']) ?? code;
}

/** Reads the ordered item as a Reference, to a Device: `codeReference` in R4, part of a CodeableReference in R5. */
function deviceReferenceOf(order: JsonObject): JsonObject | undefined {
  return asObject(order['codeReference'] ?? asObject(order['code'])?.['reference']);
}

/** The address of the Device that an order refers to. */
export const deviceAddressOf = (order: JsonObject) => asText(deviceReferenceOf(order)?.['reference']);

function deviceOf(resource: JsonObject, resolve: Resolve): JsonObject | undefined {
  const address = deviceAddressOf(resource);
  if (!address) return undefined;
  const device = resolverWithin(resource)(address) ?? resolve(address);
  return device?.['resourceType'] === 'Device' ? device : undefined;
}

function deviceTexts(device: JsonObject | undefined): readonly string[] {
  return [
    ...objectsIn(device?.['deviceName']).map(({ name }) => name),
    ...objectsIn(device?.['name']).map(({ value }) => value),
    ...objectsIn(device?.['udiCarrier']).map(({ carrierHRF }) => carrierHRF),
    device?.['modelNumber'],
    asObject(device?.['definition'])?.['display'],
  ]
    .map(asText)
    .filter((text) => text !== undefined);
}

/** The details of an order: concepts and strings of `orderDetail` and `parameter`, in the forms of R4 and R5. */
function detailsOf(resource: JsonObject): {
  readonly concepts: readonly JsonObject[];
  readonly strings: readonly string[];
} {
  const details = objectsIn(resource['orderDetail']);
  const parameters = [
    ...objectsIn(resource['parameter']),
    ...details.flatMap((detail) => objectsIn(detail['parameter'])),
  ];
  const values = parameters.flatMap(({ code, valueCodeableConcept }) => [code, valueCodeableConcept]);
  return {
    concepts: [...details, ...values].map(asObject).filter((concept) => concept !== undefined),
    strings: parameters.map(({ valueString }) => asText(valueString)).filter((text) => text !== undefined),
  };
}

function remarksOf(resource: JsonObject): readonly string[] {
  return [...objectsIn(resource['note']).map(({ text }) => text), resource['patientInstruction']]
    .map(asText)
    .filter((text) => text !== undefined);
}

/** The displays of codings of known systems, which say what the code says. */
function displaysOf(codings: readonly JsonObject[], { systems }: Terminology): ReadonlySet<unknown> {
  return new Set(codings.filter((coding) => knownCodes([coding], systems).length > 0).map(({ display }) => display));
}

/** True if no title names a thing of its own, beside what a known code says (`DME misc`, `Unlisted procedure`). */
function titlesAreGeneric(
  titles: readonly string[],
  codings: readonly JsonObject[],
  terminology: Terminology,
): boolean {
  const displays = displaysOf(codings, terminology);
  const { language } = terminology;
  return titles.every(
    (title) =>
      displays.has(title) || clausesOf(title, language.fullStops).every((clause) => language.isGeneric(clause)),
  );
}

/** The types of orders that are judged. STU3 has ProcedureRequest for what is a ServiceRequest since. */
export const ORDER_TYPES: ReadonlySet<string> = new Set(['ServiceRequest', 'DeviceRequest', 'ProcedureRequest']);

/** True for an order, and for an Appointment that was given the service it is made for. */
const isOrder = ({ resourceType, code }: JsonObject) =>
  ORDER_TYPES.has(String(resourceType)) || (resourceType === 'Appointment' && code !== undefined);

/** Reads an order. Returns undefined for other resources, and for orders that ask for nothing. */
export function readOrder(
  resource: JsonObject,
  resolve: Resolve,
  terminology: Terminology,
  read: ReadText = memoizedReader(terminology),
): Order | undefined {
  if (!isOrder(resource) || !asksForSomething(resource)) return undefined;
  const [concept, reference] = [conceptOf(resource), deviceReferenceOf(resource)];
  const device = deviceOf(resource, resolve);
  const deviceType = asObject(device?.['type']);
  const details = detailsOf(resource);
  const codings = [concept, deviceType].flatMap((part) => objectsIn(part?.['coding']));
  const detailCodings = details.concepts.flatMap((detail) => objectsIn(detail['coding']));
  const titles = [...textsOf(concept), ...textsOf(reference), ...deviceTexts(device), ...textsOf(deviceType)];
  const specified = [...titles, ...details.concepts.flatMap(textsOf), ...details.strings];
  const remarks = remarksOf(resource);
  const id = asText(resource['id']);
  const codes = knownCodes(codings, terminology.systems);
  const mentionsIn = (text: string) => read(text).mentions;
  return {
    resource,
    reference: id && `${String(resource['resourceType'])}/${id}`,
    codings: [...codings, ...detailCodings],
    codes: [...codes, ...knownCodes(detailCodings, terminology.systems)],
    titles,
    words: [...specified, ...remarks].map((text) => text.slice(0, MOST_CHARACTERS).replace(/\s+/g, ' ')),
    description: {
      // A code among the details may prove a service, but only the order's own code can rule a name out.
      codes,
      specified: [...new Set(specified)].flatMap(mentionsIn),
      remarked: remarks.flatMap(mentionsIn),
      remarksCount: remarks.length > 0 && titlesAreGeneric(titles, codings, terminology),
      readWhole: ![resource, device].some(isShortened) && [...specified, ...remarks].every((text) => read(text).whole),
    },
    concept: concept && { value: concept, description: describe(concept, terminology, read) },
  };
}
