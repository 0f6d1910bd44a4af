import { asObject, asText, type JsonObject, objectsIn } from '../json.ts';
import { type Description, knownCodes, type Terminology, textsOf } from './describe.ts';
import { mentionsIn } from './naming.ts';

/** A draft order as this server reads it: R4 ServiceRequest or DeviceRequest. */
export interface Order {
  /** The client's own resource, untouched. */
  readonly resource: JsonObject;
  readonly type: 'ServiceRequest' | 'DeviceRequest';
  /** `Type/id`, if the order has an id. */
  readonly reference: string | undefined;
  readonly codings: readonly JsonObject[];
  /** What the order calls itself, best wording first. */
  readonly titles: readonly string[];
  /** Every text of the order, remarks included. */
  readonly words: readonly string[];
  readonly description: Description;
}

/** Finds the resource behind a reference: contained in the order, or beside it in the bundle. */
export type Resolve = (reference: string) => JsonObject | undefined;

const DO_NOT_PERFORM = 'http://hl7.org/fhir/5.0/StructureDefinition/extension-DeviceRequest.doNotPerform';
const ENDED = new Set(['revoked', 'completed', 'entered-in-error']);

/** True if the order asks for something: not ended, and not an order to refrain (FHIR R4 request status and doNotPerform). */
export function asksForSomething(resource: JsonObject): boolean {
  const extensions = [...objectsIn(resource['modifierExtension']), ...objectsIn(resource['extension'])];
  const refrains =
    resource['doNotPerform'] === true ||
    extensions.some(({ url, valueBoolean }) => url === DO_NOT_PERFORM && valueBoolean === true);
  return !refrains && !ENDED.has(String(resource['status']));
}

function deviceOf(resource: JsonObject, resolve: Resolve): JsonObject | undefined {
  const reference = asText(asObject(resource['codeReference'])?.['reference']);
  if (!reference) return undefined;
  const contained = objectsIn(resource['contained']).find(({ id }) => reference === `#${String(id)}`);
  const device = contained ?? resolve(reference);
  return device?.['resourceType'] === 'Device' ? device : undefined;
}

function deviceTexts(device: JsonObject | undefined): readonly string[] {
  return [
    ...objectsIn(device?.['deviceName']).map(({ name }) => name),
    ...objectsIn(device?.['udiCarrier']).map(({ carrierHRF }) => carrierHRF),
    device?.['modelNumber'],
    asObject(device?.['definition'])?.['display'],
  ]
    .map(asText)
    .filter((text) => text !== undefined);
}

function parameterTexts(resource: JsonObject): readonly string[] {
  const details = objectsIn(resource['orderDetail']);
  const parameters = [
    ...objectsIn(resource['parameter']),
    ...details.flatMap((detail) => objectsIn(detail['parameter'])),
  ];
  const concepts = [
    ...details,
    ...parameters.flatMap(({ code, valueCodeableConcept }) => [code, valueCodeableConcept]),
  ];
  const strings = parameters.map(({ valueString }) => asText(valueString)).filter((text) => text !== undefined);
  return [...concepts.flatMap((concept) => textsOf(asObject(concept))), ...strings];
}

function remarksOf(resource: JsonObject): readonly string[] {
  return [...objectsIn(resource['note']).map(({ text }) => text), resource['patientInstruction']]
    .map(asText)
    .filter((text) => text !== undefined);
}

/** Reads an order. Returns nothing for other resources, and for orders that ask for nothing. */
export function readOrder(resource: JsonObject, resolve: Resolve, terminology: Terminology): Order | undefined {
  const type = resource['resourceType'];
  if ((type !== 'ServiceRequest' && type !== 'DeviceRequest') || !asksForSomething(resource)) return undefined;
  const device = deviceOf(resource, resolve);
  const concepts = [resource['codeCodeableConcept'] ?? resource['code'], device?.['type']].map(asObject);
  const codings = concepts.flatMap((concept) => objectsIn(concept?.['coding']));
  const titles = [...textsOf(concepts[0]), ...deviceTexts(device), ...textsOf(concepts[1])];
  const specified = [...titles, ...parameterTexts(resource)];
  const remarks = remarksOf(resource);
  const id = asText(resource['id']);
  return {
    resource,
    type,
    reference: id && `${type}/${id}`,
    codings,
    titles,
    words: [...specified, ...remarks],
    description: {
      codes: knownCodes(codings, terminology.systems),
      specified: [...new Set(specified)].flatMap((text) => mentionsIn(text, terminology)),
      remarked: remarks.flatMap((text) => mentionsIn(text, terminology)),
    },
  };
}
