import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/json.ts';
import { searchset } from '../../src/policies/case-request.ts';
import { answerer } from '../support/answer.ts';
import { callOf, callWith, changed } from '../support/call.ts';
import { BONE_CANCER } from '../support/fhir-server.ts';

const answer = answerer();
const OUTCOME = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'exception' }] };
const SPINAL_DECOMPRESSION = { codes: ['hcpcs S9090'] };
const medicare = { resourceType: 'Organization', id: 'payer', name: 'Medicare' };
const coverage = (payor: JsonObject): JsonObject => ({
  resourceType: 'Coverage',
  id: 'v',
  status: 'active',
  payor: [payor],
});

describe('a Device that an order refers to', () => {
  const device = { resourceType: 'Device', id: 'd1', deviceName: [{ name: 'LTX 3000' }] };
  const order = {
    resourceType: 'DeviceRequest',
    id: 'o1',
    status: 'draft',
    codeReference: { reference: 'Device/d1' },
  };
  const spokenFor = async (sent: unknown) =>
    (await answer(changed(callWith([order]), 'prefetch.devices', sent))).spoken;

  it.each([
    ['in a searchset', searchset([device])],
    ['alone', device],
    ['in a list', [device]],
  ])('is found under any prefetch key, %s', async (_how, sent) => {
    expect(await spokenFor(sent)).toEqual(['unloading/not-medically-necessary']);
  });

  it('is not found where it was not sent, or is of another patient', async () => {
    expect(await spokenFor(searchset([]))).toEqual([]);
    expect(await spokenFor({ ...device, patient: { reference: 'Patient/other' } })).toEqual([]);
  });

  it('is no other resource', async () => {
    const named = { ...order, codeReference: { reference: 'Substance/d1' } };
    const body = changed(callWith([named]), 'prefetch.devices', { ...device, resourceType: 'Substance' });
    expect((await answer(body)).spoken).toEqual([]);
  });
});

describe('who pays', () => {
  const summaryFor = async (body: JsonObject) => (await answer(body)).cards[0]?.summary;
  const call = callOf({ order: SPINAL_DECOMPRESSION });

  it.each([
    ['in a searchset', searchset([medicare])],
    ['alone', medicare],
  ])('is told by an Organization under any prefetch key, %s', async (_how, sent) => {
    const referring = changed(call, 'prefetch.coverage', searchset([coverage({ reference: 'Organization/payer' })]));
    expect(await summaryFor(changed(referring, 'prefetch.organizations', sent))).toContain('Original Medicare');
    expect(await summaryFor(referring)).not.toContain('Original Medicare');
  });

  it('is told by the Coverage that an order contains where the search for coverages failed', async () => {
    const code = { coding: [{ system: 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets', code: 'S9090' }] };
    const order = { resourceType: 'ServiceRequest', id: 'o1', status: 'draft', code };
    const insured = { ...order, contained: [coverage({ display: 'Medicare' })], insurance: [{ reference: '#v' }] };
    const body = changed(callWith([insured]), 'prefetch.coverage', OUTCOME);
    expect(await summaryFor(body)).toContain('Original Medicare');
  });
});

describe('the insurance of an order', () => {
  const code = { coding: [{ system: 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets', code: 'S9090' }] };
  const order = { resourceType: 'ServiceRequest', id: 'o1', status: 'draft', code };
  const insured = { ...order, insurance: [{ reference: 'urn:uuid:m' }] };
  const named = coverage({ display: 'Medicare' });

  it('is the Coverage that stands at its address, beside the order or in prefetch', async () => {
    const besides = changed(callWith([order]), 'context.draftOrders.entry', [
      { resource: insured },
      { fullUrl: 'urn:uuid:m', resource: named },
    ]);
    const prefetched = changed(callWith([insured]), 'prefetch.coverage', {
      ...searchset([]),
      entry: [
        { fullUrl: 'urn:uuid:m', resource: named },
        { resource: { ...coverage({ display: 'Aetna' }), id: 'w', order: 1 } },
      ],
    });
    for (const body of [besides, prefetched])
      expect((await answer(body)).cards[0]?.summary).toContain('Original Medicare');
  });
});

describe('the problem list of a traction order', () => {
  const call = callOf();
  const gist = async (conditions: unknown, others: JsonObject = {}) => {
    const prefetch = { ...(conditions === undefined ? {} : { conditions }), ...others };
    const { cards } = await answer(changed(call, 'prefetch', prefetch));
    return cards.map(({ indicator, detail = '' }) => `${indicator} ${detail.includes('Not checked') ? 'in part' : ''}`);
  };

  it('that failed leaves what came under another key', async () => {
    expect(await gist(OUTCOME, { problems: searchset([BONE_CANCER]) })).toEqual(['critical ']);
    expect(await gist(OUTCOME, { problems: searchset([{ ...BONE_CANCER, code: { text: 'Scoliosis' } }]) })).toEqual([
      'info in part',
    ]);
  });

  it('is known in part where a Condition that stands came without its diagnosis', async () => {
    expect(await gist(searchset([{ ...BONE_CANCER, code: undefined }]))).toEqual(['info in part']);
    const resolved = { clinicalStatus: { coding: [{ code: 'resolved' }] } };
    expect(await gist(searchset([{ ...BONE_CANCER, ...resolved, code: undefined }]))).toEqual(['info ']);
    expect(await gist(searchset([{ ...BONE_CANCER, code: undefined }, BONE_CANCER]))).toEqual(['critical ']);
  });
});
