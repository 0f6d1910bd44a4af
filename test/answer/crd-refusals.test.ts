import { describe, expect, it } from 'vitest';
import { ERRORS, type ErrorCode } from '../../src/errors.ts';
import { createFhirClient } from '../../src/fhir-client/client.ts';
import { asObject, type JsonObject, objectsIn } from '../../src/json.ts';
import { searchset } from '../../src/policies/case-request.ts';
import { PREFETCH_ONLY } from '../support/answer.ts';
import { changed } from '../support/call.ts';
import {
  coverageOf,
  crdAnswerer,
  crdCallOf,
  crdSite,
  DECOMPRESSION,
  reasonOf,
  saidOf,
  TRACTION,
} from '../support/crd.ts';
import { accessTo, sendJson, serving, startUntilTestEnds } from '../support/fhir-server.ts';

const answer = crdAnswerer();
const OUTCOME = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'exception' }] };

async function refusalOf(body: JsonObject, by = answer): Promise<ErrorCode | 'answered'> {
  try {
    await by(body);
    return 'answered';
  } catch (error) {
    return (error as { code: ErrorCode }).code;
  }
}

const withoutCoverage = (body: JsonObject) => changed(body, 'prefetch.coverage');
const coverages = {
  none: [],
  "another payer's": [coverageOf('c1', { payor: 'other' })],
  'two unranked': [coverageOf('c1'), coverageOf('c2')],
  ended: [coverageOf('c1', { period: { end: '2026-09-30' } })],
  "nobody's": [coverageOf('c1', { subscriberId: 'UNKNOWN' })],
};

describe('a call without one Coverage of a payer spoken for', () => {
  it.each([
    ['none', 'no-coverage', 400],
    ["another payer's", 'other-payer', 400],
  ] as const)('%s is refused where the client is of 2.2: %s', async (kind, code, status) => {
    expect(await refusalOf(crdCallOf({ ...DECOMPRESSION, coverages: coverages[kind] }))).toBe(code);
    expect(ERRORS[code].status).toBe(status);
  });

  const byOrder = { resourceType: 'ServiceRequest', id: 'order-1', insurance: [{ reference: 'Coverage/c9' }] };
  it.each([
    ['has no id', [coverageOf('c1', { id: undefined })], {}, ['Coverage.id']],
    [
      'is of another patient',
      [coverageOf('c1', { beneficiary: { reference: 'Patient/p9' } })],
      {},
      ['Coverage.beneficiary'],
    ],
    ['was entered in error', [coverageOf('c1', { status: 'entered-in-error' })], {}, ['Coverage.status']],
    ['is not the one that the order names', [coverageOf('c1')], byOrder, ['ServiceRequest.insurance']],
    ['is not there', [], {}, []],
  ])('is told which element of the Coverage is why, where it %s', async (_why, sent, members, elements) => {
    const body = crdCallOf({ ...DECOMPRESSION, coverages: sent });
    const [entry] = objectsIn(asObject(asObject(body['context'])?.['draftOrders'])?.['entry']);
    const resource = { ...asObject(entry?.['resource']), ...members };
    const named = answer(changed(body, 'context.draftOrders.entry', [{ resource }]));
    await expect(named).rejects.toMatchObject({
      code: 'no-coverage',
      problems: elements.map((element) => ({ element })),
    });
  });

  it.each(['none', "another payer's"] as const)(
    '%s is answered without coverage information where the client is older',
    async (kind) => {
      for (const version of ['2.0', '2.1'])
        expect(saidOf(await answer(crdCallOf({ ...DECOMPRESSION, version, coverages: coverages[kind] })))).toEqual([]);
    },
  );

  it.each([
    ['two unranked', 'coverage-not-found'],
    ['ended', 'no-active-coverage'],
    ["nobody's", 'no-member-found'],
  ] as const)('%s is told to a client of 2.2 by the reason %s', async (kind, reason) => {
    const answered = await answer(crdCallOf({ ...DECOMPRESSION, coverages: coverages[kind] }));
    expect(saidOf(answered)).toEqual(['not-covered/-/-/-']);
    expect(reasonOf(answered)).toBe(reason);
  });

  it.each(['two unranked', 'ended', "nobody's"] as const)(
    '%s is told in words alone where the client is older',
    async (kind) => {
      const answered = await answer(crdCallOf({ ...DECOMPRESSION, version: '2.0', coverages: coverages[kind] }));
      expect(saidOf(answered)).toEqual(['not-covered/no-auth/-/-']);
      expect(reasonOf(answered)).toBeUndefined();
    },
  );

  it('is refused where an order contains its Coverage, which has no id of its own to be named by', async () => {
    const code = { coding: [{ system: 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets', code: 'S9090' }] };
    const order = { resourceType: 'ServiceRequest', id: 'o1', status: 'draft', code };
    const resource = { ...order, contained: [coverageOf('c9')], insurance: [{ reference: '#c9' }] };
    const body = changed(crdCallOf(DECOMPRESSION), 'context.draftOrders.entry', [{ resource }]);
    expect(await refusalOf(changed(body, 'prefetch.coverage', OUTCOME))).toBe('coverage-unavailable');
    for (const sent of [[], [coverageOf()]])
      expect(await refusalOf(changed(body, 'prefetch.coverage', searchset(sent)))).toBe('no-coverage');
  });

  it('is refused with 412 where the client itself failed to find the Coverage', async () => {
    const body = changed(crdCallOf(DECOMPRESSION), 'prefetch.coverage', OUTCOME);
    expect(await refusalOf(body)).toBe('coverage-unavailable');
    expect(ERRORS['coverage-unavailable'].status).toBe(412);
  });

  it('is answered where it asks about no order', async () => {
    const body = changed(crdCallOf({ ...DECOMPRESSION, coverages: [] }), 'context.draftOrders.entry', []);
    expect(await refusalOf(body)).toBe('answered');
  });
});

/** CRD calls that may read from a FHIR server on this machine. */
const reading = () =>
  crdAnswerer({ fhir: { ...PREFETCH_ONLY, client: createFhirClient(), development: true, deadline: 60_000 } });

describe('a call whose data stand on the FHIR server', () => {
  it('is answered by what is read there', async () => {
    const server = await startUntilTestEnds(serving([coverageOf()]));
    const body = { ...withoutCoverage(crdCallOf(DECOMPRESSION)), ...accessTo(server.base) };
    expect(saidOf(await reading()(body))).toEqual(['not-covered/-/-/-']);
  });

  it.each([
    ['fails', 500],
    ['refuses the token', 401],
  ])('is refused with 412 where the server %s and there is no Coverage', async (_, status) => {
    const server = await startUntilTestEnds((_request, response) => sendJson(response, OUTCOME, status));
    const body = { ...withoutCoverage(crdCallOf(DECOMPRESSION)), ...accessTo(server.base) };
    expect(await refusalOf(body, reading())).toBe('coverage-unavailable');
  });

  it.each([
    ['2.2', ['indeterminate/-/-/-'], 'technical'],
    ['2.0', ['conditional/conditional/-/OTH'], undefined],
  ])('says to a client of %s that it could not judge where other data failed', async (version, says, reason) => {
    const server = await startUntilTestEnds((_request, response) => sendJson(response, OUTCOME, 500));
    const body = changed(crdCallOf({ ...TRACTION, version }), 'prefetch.conditions');
    const answered = await reading()({ ...body, ...accessTo(server.base) });
    expect(saidOf(answered)).toEqual(says);
    expect(reasonOf(answered)).toBe(reason);
  });

  it('says what it is sure of although other data failed', async () => {
    const server = await startUntilTestEnds((_request, response) => sendJson(response, OUTCOME, 500));
    const body = changed(crdCallOf(DECOMPRESSION), 'prefetch.conditions');
    expect(saidOf(await reading()({ ...body, ...accessTo(server.base) }))).toEqual(['not-covered/-/-/-']);
  });

  it('is answered where the server never does', async () => {
    const server = await startUntilTestEnds(() => undefined);
    const site = crdSite();
    const hasty = { ...site, crd: site.crd && { ...site.crd, deadline: 50 } };
    const patient = crdAnswerer({ site: hasty, fhir: { ...PREFETCH_ONLY, development: true, deadline: 60_000 } });
    const body = changed(crdCallOf(TRACTION), 'prefetch.conditions');
    expect(reasonOf(await patient({ ...body, ...accessTo(server.base) }))).toBe('technical');
  });
});
