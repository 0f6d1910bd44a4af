import * as Type from 'typebox';
import { DRAFTED_DEVICES, orderContext } from './envelope.ts';
import { defineHook } from './hook.ts';
import { draftsIn } from './request.ts';

/** The clinician is about to sign orders: all of them are asked about (CDS Hooks §order-sign). */
export const orderSign = defineHook({
  name: 'order-sign',
  trigger: 'order-sign',
  ordersElement: 'context.draftOrders',
  title: 'Spine coverage, before signing orders',
  description:
    'Shows a card when an order is about one of these: {subjects}. The card says what the coverage policy finds, on whose authority, and what can be done. Silent for every other order.',
  hookVersion: '1.0',
  crdPrefetch: DRAFTED_DEVICES,
  context: Type.Object(orderContext),
  ordersOf: ({ draftOrders }) => ({ entries: draftsIn(draftOrders.entry), selected: undefined }),
});
