import { describe, expect, it } from 'vitest';
import { accessOf } from '../../src/fhir-client/access.ts';
import { createFhirClient } from '../../src/fhir-client/client.ts';
import { referenceFinder } from '../../src/fhir-client/orders.ts';
import { orderSelect } from '../../src/hooks/order-select.ts';
import type { JsonObject } from '../../src/json.ts';
import { PREFETCH_ONLY } from '../support/answer.ts';
import { callWith, changed } from '../support/call.ts';
import { accessTo, serving, startUntilTestEnds } from '../support/fhir-server.ts';

const device = (id: string, patient = 'Patient/p1'): JsonObject => ({
  ...{ resourceType: 'Device', id },
  patient: { reference: patient },
});
const orderFor = (id: string, reference: string) => ({
  ...{ resourceType: 'DeviceRequest', id, status: 'draft' },
  codeReference: { reference },
});

/** The finder of a call that selects the first of its orders, and the addresses that were asked for. */
async function finderOf(orders: readonly JsonObject[], served: readonly JsonObject[], scope = 'patient/*.read') {
  const server = await startUntilTestEnds(serving(served));
  const body = changed(callWith(orders, { hook: 'order-select' }), 'context.selections', ['DeviceRequest/o1']);
  const request = orderSelect.parse({ ...body, ...accessTo(server.base, scope) });
  const source = { ...PREFETCH_ONLY, client: createFhirClient(), development: true, deadline: 60_000 };
  const access = accessOf(request, { fhirServers: [] }, source);
  const find = await referenceFinder(request, access);
  return { find, asked: server.seen.map(({ url }) => url) };
}

describe('the Device that an order refers to', () => {
  it('is read where it was not sent, for selected orders only', async () => {
    const orders = [orderFor('o1', 'Device/d1'), orderFor('o2', 'Device/d2')];
    const { find, asked } = await finderOf(orders, [device('d1'), device('d2')]);
    expect(find('Device/d1')).toEqual(device('d1'));
    expect(find('Device/d2')).toBeUndefined();
    expect(asked).toEqual(['/fhir/Device/d1']);
  });

  it('is read for an order in the form of R5, too', async () => {
    const order = { ...orderFor('o1', ''), codeReference: undefined, code: { reference: { reference: 'Device/d1' } } };
    const { find } = await finderOf([order], [device('d1')]);
    expect(find('Device/d1')).toEqual(device('d1'));
  });

  it.each(['ActivityDefinition/d1', 'urn:uuid:d1'])('is not looked for behind %s', async (reference) => {
    expect((await finderOf([orderFor('o1', reference)], [device('d1')])).asked).toEqual([]);
  });

  it('is not asked for where it stands beside the order', async () => {
    const { find, asked } = await finderOf([orderFor('o1', 'Device/d1'), device('d1')], []);
    expect(find('Device/d1')).toEqual(device('d1'));
    expect(asked).toEqual([]);
  });

  it.each([
    ['is of another patient', [device('d1', 'Patient/other')], undefined],
    ['is not there', [], undefined],
    ['may not be read', [device('d1')], 'patient/Condition.read'],
  ])('is not found where it %s', async (_why, served, scope) => {
    const { find } = await finderOf([orderFor('o1', 'Device/d1')], served, scope);
    expect(find('Device/d1')).toBeUndefined();
  });
});
