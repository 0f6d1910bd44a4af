import * as Type from 'typebox';
import { boundedArray } from '../schema/members.ts';
import { DRAFTED_DEVICES, orderContext } from './envelope.ts';
import { defineHook } from './hook.ts';
import { draftsIn, selectedAmong } from './request.ts';

/** The clinician is choosing orders: the selected ones are asked about (CDS Hooks §order-select). */
export const orderSelect = defineHook({
  name: 'order-select',
  trigger: 'order-select',
  ordersElement: 'context.draftOrders',
  title: 'Spine coverage, while selecting an order',
  description: 'Shows a card when a selected order is about one of these: {subjects}. Silent for every other order.',
  hookVersion: '1.0',
  isSecondary: true,
  crdPrefetch: DRAFTED_DEVICES,
  context: Type.Object({ ...orderContext, selections: boundedArray(Type.String(), 1000) }),
  ordersOf: ({ draftOrders, selections }) => {
    const entries = draftsIn(draftOrders.entry);
    return { entries, selected: selectedAmong(entries, selections) };
  },
});
