import * as Type from '../shape.ts';
import { DRAFTED_DEVICES, orderContext } from './envelope.ts';
import { defineHook } from './hook.ts';
import { entriesIn, selectedAmong } from './request.ts';

/** The clinician is choosing orders: the selected ones are asked about (CDS Hooks §order-select). */
export const orderSelect = defineHook({
  name: 'order-select',
  trigger: 'order-select',
  title: 'Spine coverage, while selecting an order',
  description:
    'Shows a card when a selected order is a spinal unloading device, non-surgical spinal decompression, dynamic spine stabilization, or mechanical traction that is unsafe or asks for too many units. Silent for every other order.',
  hookVersion: '1.0',
  crdPrefetch: DRAFTED_DEVICES,
  context: Type.object({ ...orderContext, selections: Type.boundedArray(Type.string(), 1000) }),
  ordersOf: ({ draftOrders, selections }) => {
    const entries = entriesIn(draftOrders.entry);
    return { entries, selected: selectedAmong(entries, selections) };
  },
});
