import { asObject, type JsonObject, objectsIn } from '../json.ts';

/** The kinds of orders that CRD speaks of (CRD 2.2 §Hooks). */
const ORDER_TYPES = new Set([
  ...['ServiceRequest', 'DeviceRequest', 'MedicationRequest', 'NutritionOrder', 'VisionPrescription'],
  'CommunicationRequest',
]);

/** True for what gets coverage information: the six kinds of orders, and an Appointment without one. */
export function isCrdOrder({ resourceType }: JsonObject): boolean {
  return ORDER_TYPES.has(String(resourceType)) || resourceType === 'Appointment';
}

const BILLING_OPTIONS = 'http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-billing-options';

/** The order with the codes by which it may be billed among its own, for judging alone (CRD billopt-3). */
export function withBillingOptions(order: JsonObject): JsonObject {
  const member = order['codeCodeableConcept'] === undefined ? 'code' : 'codeCodeableConcept';
  const concept = asObject(order[member]);
  const options = objectsIn(concept?.['extension']).filter(({ url }) => url === BILLING_OPTIONS);
  const codings = options.flatMap(({ valueCodeableConcept }) => objectsIn(asObject(valueCodeableConcept)?.['coding']));
  if (codings.length === 0) return order;
  return { ...order, [member]: { ...concept, coding: [...objectsIn(concept?.['coding']), ...codings] } };
}
