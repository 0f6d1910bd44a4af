import { describe, expect, it } from 'vitest';
import { searchset } from '../../src/policies/case-request.ts';
import { answerer } from '../support/answer.ts';
import { callOf, changed } from '../support/call.ts';

const answer = answerer();
const medicare = { resourceType: 'Coverage', id: 'v', status: 'active', payor: [{ display: 'Medicare' }] };
const detailFor = async (coverage: unknown, order: object) =>
  (await answer(changed(callOf({ order }), 'prefetch.coverage', coverage))).cards[0]?.detail ?? '';

describe('coverages that are known in part', () => {
  it.each([
    ['decompression', { codes: ['hcpcs S9090'] }],
    ['unloading', { type: 'DeviceRequest', text: 'LTX 3000' }],
    ['dynamic stabilization', { text: 'Dynesys L4-5' }],
  ])('name the payer that was found and say that another may come first: %s', async (_policy, order) => {
    const detail = await detailFor({ ...searchset([medicare]), total: 3 }, order);
    expect(detail).toContain('Medicare');
    expect(detail).toContain('**Not checked:** the EHR cut the coverage off, so another coverage may come first.');
    expect(await detailFor(searchset([medicare]), order)).not.toContain('Not checked');
  });
});
