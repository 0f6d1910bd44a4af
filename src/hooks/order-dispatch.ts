import { RequestError } from '../errors.ts';
import * as Type from '../shape.ts';
import { patientContext } from './envelope.ts';
import { defineHook } from './hook.ts';
import { localReference } from './request.ts';

const reference = Type.string({ pattern: '^\\S+/\\S+$' });

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
  forCrdAlone: true,
  title: 'Spine coverage, when orders are dispatched',
  description:
    'Returns coverage information for each dispatched order, and cards when one is a spinal unloading device, non-surgical spinal decompression, dynamic spine stabilization or mechanical traction.',
  hookVersion: '1.0',
  crdPrefetch: {
    ...Object.fromEntries(DISPATCHED.map(([key, type]) => [key, searchFor(type)])),
    devices: 'Device?_id={{%deviceRequests.entry.resource.code.resolve().id}}',
  },
  context: Type.object({
    ...patientContext,
    order: Type.orNull(reference),
    dispatchedOrders: Type.orNull(Type.boundedArray(reference, 100)),
  }),
  ordersOf: ({ order, dispatchedOrders }) => {
    const named = dispatchedOrders ?? (order ? [order] : undefined);
    if (!named)
      throw new RequestError('invalid-request', [{ element: 'context.dispatchedOrders', text: 'is required' }]);
    const references = [...new Set(named.map(localReference))];
    return {
      entries: [],
      selected: undefined,
      wanted: references.map((wanted) => ({ references: [wanted], otherwise: undefined })),
    };
  },
});
