import { expect, it } from 'vitest';
import { asObject, type JsonObject } from '../../src/json.ts';
import { shortenResources } from '../../src/matching/long-resources.ts';
import { answerer } from '../support/answer.ts';
import { callWith, changed } from '../support/call.ts';
import { crdAnswerer, crdCallOf, DECOMPRESSION, updatedBy } from '../support/crd.ts';

const shortened = (body: JsonObject) => asObject(shortenResources(body)) ?? {};
const note = Array.from({ length: 11_000 }, (_, at) => ({ text: `as discussed ${at}` }));

it('the update of an order that was shortened for reading holds the whole order', async () => {
  const order = {
    ...{ resourceType: 'ServiceRequest', id: 'o1', status: 'draft', intent: 'order', note },
    code: { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '97012' }] },
    quantityQuantity: { value: 2 },
  };
  const { cards } = await answerer()(shortened(callWith([order])));
  const updates = cards.flatMap(({ suggestions = [] }) => suggestions.flatMap(({ actions }) => actions));
  expect(updates).toContainEqual(
    expect.objectContaining({ type: 'update', resource: { ...order, quantityQuantity: { value: 1 } } }),
  );
});

it('the order of a CRD client that was shortened for reading goes back whole', async () => {
  const order = {
    ...{ resourceType: 'ServiceRequest', id: 'o1', status: 'draft', intent: 'order', note },
    ...{ subject: { reference: 'Patient/p1' }, code: { text: 'Vertebral axial decompression' } },
  };
  const body = changed(crdCallOf(DECOMPRESSION), 'context.draftOrders.entry', [{ resource: order }]);
  expect(updatedBy(await crdAnswerer()(shortened(body)))).toEqual([{ ...order, extension: expect.anything() }]);
});
