import { asObject, asText, type JsonObject, objectsIn } from '../json.ts';
import { typeIn } from './reference.ts';
import { isAbout } from './searchset.ts';

/** The kinds of orders that CRD speaks of (CRD 2.2 §Hooks). */
export const CRD_ORDER_TYPES: ReadonlySet<string> = new Set([
  'ServiceRequest',
  'DeviceRequest',
  'MedicationRequest',
  'NutritionOrder',
  'VisionPrescription',
  'CommunicationRequest',
]);

/** True for what gets coverage information: the six kinds of orders, and an Appointment without one. */
export function isCrdOrder({ resourceType }: JsonObject): boolean {
  return CRD_ORDER_TYPES.has(String(resourceType)) || resourceType === 'Appointment';
}

/** True unless the order says it is another patient's. An Appointment names its patients among its participants. */
export function isOrderOf(order: JsonObject, patientId: string): boolean {
  const isPatient = (actor: JsonObject) => typeIn(asText(actor['reference'])) === 'Patient';
  const patients = objectsIn(order['participant'])
    .flatMap(({ actor }) => objectsIn(actor))
    .filter(isPatient);
  const isOurs = (subject: JsonObject) => isAbout({ subject }, patientId);
  return isAbout(order, patientId) && (patients.length === 0 || patients.some(isOurs));
}

const BILLING_OPTIONS = 'http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-billing-options';

/** The order as it is judged: an Appointment by the services it is made for, as if they were its code. */
export function asJudged(order: JsonObject): JsonObject {
  if (order['resourceType'] !== 'Appointment') return withBillingOptions(order);
  // In R5 each is a CodeableReference.
  const services = objectsIn(order['serviceType']).map((service) => asObject(service['concept']) ?? service);
  if (services.length === 0) return order;
  const codings = services.flatMap(({ coding }) => objectsIn(coding));
  // The words of a service count like the display of a code.
  const names = services.flatMap(({ text }) => asText(text) ?? []).map((display) => ({ display }));
  return { ...order, code: { coding: [...codings, ...names] } };
}

/** The order with the codes by which it may be billed among its own, for judging alone (CRD billopt-3). */
function withBillingOptions(order: JsonObject): JsonObject {
  const member = order['codeCodeableConcept'] === undefined ? 'code' : 'codeCodeableConcept';
  const concept = asObject(order[member]);
  const options = objectsIn(concept?.['extension']).filter(({ url }) => url === BILLING_OPTIONS);
  const codings = options.flatMap(({ valueCodeableConcept }) => objectsIn(asObject(valueCodeableConcept)?.['coding']));
  if (codings.length === 0) return order;
  return { ...order, [member]: { ...concept, coding: [...objectsIn(concept?.['coding']), ...codings] } };
}
