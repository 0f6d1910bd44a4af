import * as Type from '../shape.ts';
import { DRAFTED_DEVICES, orderContext } from './envelope.ts';
import { defineHook } from './hook.ts';
import { entriesIn } from './request.ts';

/** The clinician is about to sign orders: all of them are asked about (CDS Hooks §order-sign). */
export const orderSign = defineHook({
  name: 'order-sign',
  trigger: 'order-sign',
  title: 'Spine coverage, before signing orders',
  description:
    'Shows a card when an order is a spinal unloading device, non-surgical spinal decompression, dynamic spine stabilization or mechanical traction: what the coverage policy finds, on whose authority, and what can be done. Silent for every other order.',
  hookVersion: '1.0',
  crdPrefetch: DRAFTED_DEVICES,
  context: Type.object(orderContext),
  ordersOf: ({ draftOrders }) => ({ entries: entriesIn(draftOrders.entry), selected: undefined }),
});
