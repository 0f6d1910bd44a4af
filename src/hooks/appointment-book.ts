import * as Type from 'typebox';
import { RequestError } from '../errors.ts';
import { asText, type JsonObject, objectsIn } from '../json.ts';
import { patientContext, resourceBundle } from './envelope.ts';
import { defineHook } from './hook.ts';
import { withoutVersion } from './reference.ts';
import { entriesIn, MOST_NAMED_ORDERS } from './request.ts';

/** FHIR R4's way to name what an element may not: here a DeviceRequest or a MedicationRequest. */
const ALTERNATE_REFERENCE = 'http://hl7.org/fhir/StructureDefinition/alternate-reference';

const alternateSearchFor = (type: string) =>
  `${type}?_id={{context.appointments.entry.resource.basedOn.extension('${ALTERNATE_REFERENCE}').value.resolve().ofType(${type}).id}}`;

/** References to the orders that an Appointment is made for. */
function basedOn(appointment: JsonObject): readonly string[] {
  const references = objectsIn(appointment['basedOn']).flatMap(({ reference, extension }) => [
    reference,
    ...objectsIn(extension)
      .filter(({ url }) => url === ALTERNATE_REFERENCE)
      .flatMap(({ valueReference }) => objectsIn(valueReference).map((alternate) => alternate['reference'])),
  ]);
  return references.flatMap((reference) => asText(reference) ?? []).map(withoutVersion);
}

/**
 * Appointments are about to be booked: the orders they are made for are judged as when they were signed (CDS Hooks
 * §appointment-book). An Appointment without such an order is itself what the answer speaks of.
 */
export const appointmentBook = defineHook({
  name: 'appointment-book',
  trigger: 'order-sign',
  ordersElement: 'context.appointments',
  forCrdAlone: true,
  title: 'Spine coverage, when an appointment is booked',
  description:
    'Returns coverage information for the orders that appointments are made for, and cards when one is about one of these: {subjects}.',
  hookVersion: '1.0',
  crdPrefetch: {
    deviceRequests: alternateSearchFor('DeviceRequest'),
    serviceRequests:
      'ServiceRequest?_id={{context.appointments.entry.resource.basedOn.resolve().ofType(ServiceRequest).id}}',
    medicationRequests: alternateSearchFor('MedicationRequest'),
    devices: 'Device?_id={{%deviceRequests.entry.resource.code.resolve().id}}',
  },
  context: Type.Object({ ...patientContext, userId: Type.String({ minLength: 1 }), appointments: resourceBundle }),
  ordersOf: ({ appointments }) => {
    const wanted = entriesIn(appointments.entry)
      .filter(({ resource }) => resource['resourceType'] === 'Appointment')
      .map((entry) => ({ references: basedOn(entry.resource), otherwise: entry }));
    if (new Set(wanted.flatMap(({ references }) => references)).size > MOST_NAMED_ORDERS)
      throw new RequestError('invalid-request', [
        { element: 'context.appointments', text: `must be based on no more than ${MOST_NAMED_ORDERS} orders` },
      ]);
    return { entries: [], selected: undefined, wanted };
  },
});
