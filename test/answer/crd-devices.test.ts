import { describe, expect, it } from 'vitest';
import { createFhirClient } from '../../src/fhir-client/client.ts';
import type { JsonObject } from '../../src/json.ts';
import { searchset } from '../../src/policies/case-request.ts';
import { PREFETCH_ONLY } from '../support/answer.ts';
import { changed } from '../support/call.ts';
import { crdAnswerer, crdCallOf, DECOMPRESSION, reasonOf, saidOf } from '../support/crd.ts';
import { accessTo, sendJson, serving, startUntilTestEnds } from '../support/fhir-server.ts';

const answer = crdAnswerer();
const reading = crdAnswerer({
  fhir: { ...PREFETCH_ONLY, client: createFhirClient(), development: true, deadline: 60_000 },
});
const SCOPE = 'patient/*.read';
const order: JsonObject = {
  ...{ resourceType: 'ServiceRequest', id: 'o1', status: 'active', intent: 'order' },
  subject: { reference: 'Patient/p1' },
  code: { coding: [{ system: 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets', code: 'S9090' }] },
};

describe('orders of a Device', () => {
  const device = {
    ...{ resourceType: 'Device', id: 'd1', patient: { reference: 'Patient/p1' } },
    type: { coding: [{ system: 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets', code: 'E1399' }] },
    deviceName: [{ name: 'Orthotrac Pneumatic Vest', type: 'user-friendly-name' }],
  };
  const deviceOrder = {
    resourceType: 'DeviceRequest',
    id: 'o3',
    status: 'draft',
    intent: 'order',
    subject: { reference: 'Patient/p1' },
    codeReference: { reference: 'Device/d1' },
  };

  it('are known by a Device that was sent along', async () => {
    const body = changed(crdCallOf(DECOMPRESSION), 'context.draftOrders.entry', [{ resource: deviceOrder }]);
    const answered = await answer(changed(body, 'prefetch.devices', searchset([device])));
    expect(saidOf(answered)).toEqual(['not-covered/-/-/-']);
  });

  it.each([
    ['R4', deviceOrder],
    ['R5', { ...deviceOrder, codeReference: undefined, code: { reference: deviceOrder.codeReference } }],
  ])('are known by a Device that is read, in the form of %s', async (_form, resource) => {
    const server = await startUntilTestEnds(serving([device]));
    const body = changed(crdCallOf(DECOMPRESSION), 'context.draftOrders.entry', [{ resource }]);
    const answered = await reading({ ...body, ...accessTo(server.base, SCOPE) });
    expect(saidOf(answered)).toEqual(['not-covered/-/-/-']);
  });

  it('are not judged where their Device failed to come, and the others are', async () => {
    const server = await startUntilTestEnds((_request, response) => sendJson(response, {}, 503));
    const drafts = [{ resource: deviceOrder }, { resource: order }];
    const body = changed(crdCallOf(DECOMPRESSION), 'context.draftOrders.entry', drafts);
    const answered = await reading({ ...body, ...accessTo(server.base, SCOPE) });
    expect(saidOf(answered)).toEqual(['indeterminate/-/-/-', 'not-covered/-/-/-']);
    expect(reasonOf(answered)).toBe('technical');
  });

  it('need a code where their Device is nowhere', async () => {
    const server = await startUntilTestEnds((_request, response) => sendJson(response, {}, 404));
    const body = changed(crdCallOf(DECOMPRESSION), 'context.draftOrders.entry', [{ resource: deviceOrder }]);
    const answered = await reading({ ...body, ...accessTo(server.base, SCOPE) });
    expect(saidOf(answered)).toEqual(['conditional/conditional/-/detail-code']);
  });

  it('are known by fifty Devices that are read; those of more are not judged', async () => {
    const ids = Array.from({ length: 51 }, (_, at) => `d${at}`);
    const server = await startUntilTestEnds(serving(ids.map((id) => ({ ...device, id }))));
    const drafts = ids.map((id) => ({
      resource: { ...deviceOrder, id: `o-${id}`, codeReference: { reference: `Device/${id}` } },
    }));
    const body = changed(crdCallOf(DECOMPRESSION), 'context.draftOrders.entry', drafts);
    const said = saidOf(await reading({ ...body, ...accessTo(server.base, SCOPE) }));
    expect(said).toEqual([...ids.slice(1).map(() => 'not-covered/-/-/-'), 'indeterminate/-/-/-']);
  });
});
