import * as Type from 'typebox';
import { RequestError } from '../errors.ts';
import { boundedArray, orNull } from '../schema/members.ts';
import { patientContext } from './envelope.ts';
import { defineHook } from './hook.ts';
import { withoutVersion } from './reference.ts';
import { MOST_NAMED_ORDERS } from './request.ts';

const reference = Type.String({ pattern: '^\\S[^\\s/]*/\\S+$', title: 'a reference, as Type/id' });

/** The kinds of orders that are dispatched, by the keys under which they are asked for. */
const DISPATCHED = [
  ['communicationRequests', 'CommunicationRequest'],
  ['deviceRequests', 'DeviceRequest'],
  ['medicationRequests', 'MedicationRequest'],
  ['nutritionOrders', 'NutritionOrder'],
  ['serviceRequests', 'ServiceRequest'],
  ['visionPrescriptions', 'VisionPrescription'],
] as const;
const searchFor = (type: string) => `${type}?_id={{context.dispatchedOrders.resolve().ofType(${type}).id}}`;

/**
 * Signed orders go to a performer: they are judged as when they were signed (CDS Hooks §order-dispatch). CRD 2.0 clients name one
 * order in `order`, later ones several in `dispatchedOrders`.
 */
export const orderDispatch = defineHook({
  name: 'order-dispatch',
  trigger: 'order-sign',
  ordersElement: 'context.dispatchedOrders',
  forCrdAlone: true,
  title: 'Spine coverage, when orders are dispatched',
  description:
    'Returns coverage information for each dispatched order, and cards when one is about one of these: {subjects}.',
  hookVersion: '1.0',
  crdPrefetch: {
    ...Object.fromEntries(DISPATCHED.map(([key, type]) => [key, searchFor(type)])),
    devices: 'Device?_id={{%deviceRequests.entry.resource.code.resolve().id}}',
  },
  context: Type.Object({
    ...patientContext,
    order: orNull(reference),
    dispatchedOrders: orNull(boundedArray(reference, MOST_NAMED_ORDERS)),
  }),
  ordersOf: ({ order, dispatchedOrders }) => {
    const named = dispatchedOrders ?? (order ? [order] : undefined);
    if (!named)
      throw new RequestError('invalid-request', [{ element: 'context.dispatchedOrders', text: 'is required' }]);
    const references = [...new Set(named.map(withoutVersion))];
    return {
      entries: [],
      selected: undefined,
      wanted: references.map((wanted) => ({ references: [wanted], otherwise: undefined })),
    };
  },
});
