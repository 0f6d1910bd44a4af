import { describe, expect, it } from 'vitest';
import { RequestError } from '../../src/errors.ts';
import { createFhirClient } from '../../src/fhir-client/client.ts';
import { type JsonObject, objectsIn } from '../../src/json.ts';
import { searchset } from '../../src/policies/case-request.ts';
import { PREFETCH_ONLY } from '../support/answer.ts';
import { changed } from '../support/call.ts';
import { coverageOf, crdAnswerer, crdCallOf, DECOMPRESSION, saidOf, TRACTION } from '../support/crd.ts';
import { accessTo, sendJson, startUntilTestEnds } from '../support/fhir-server.ts';

// Assertions and refusals where the FHIR server gave the Coverages of the patient, or their insurers, in part only.

const answer = crdAnswerer({
  fhir: { ...PREFETCH_ONLY, client: createFhirClient(), development: true, deadline: 60_000 },
});

/** A search for Coverages whose second page fails. */
const firstPage = (...coverages: readonly JsonObject[]) => ({
  ...searchset(coverages),
  link: [{ relation: 'next', url: 'Coverage/page-2' }],
});

/** A Coverage of an insurer that is only referred to. */
const referring = (id: string, more: JsonObject = {}): JsonObject => ({
  ...coverageOf(id, more),
  payor: [{ reference: 'Organization/77' }],
});

/** Says of each order what it got, or the code of the refusal; all that is asked for beside the search fails. */
async function outcomeOf(found: JsonObject, insurance?: readonly string[], call = DECOMPRESSION, status = 503) {
  const server = await startUntilTestEnds(({ url }, response) =>
    url?.startsWith('/fhir/Coverage?') ? sendJson(response, found) : sendJson(response, {}, status),
  );
  const body = changed(crdCallOf(call), 'prefetch.coverage');
  const { draftOrders } = body['context'] as { draftOrders: JsonObject };
  const naming = insurance && { insurance: insurance.map((reference) => ({ reference })) };
  const entry = objectsIn(draftOrders['entry']).map(({ resource }) => ({
    resource: { ...(resource as object), ...naming },
  }));
  try {
    const answered = await answer({ ...changed(body, 'context.draftOrders.entry', entry), ...accessTo(server.base) });
    return saidOf(answered).join();
  } catch (error) {
    return error instanceof RequestError ? error.code : String(error);
  }
}

const NOT_COVERED = 'not-covered/-/-/-';

describe('where a page of the Coverages failed to come', () => {
  it.each<[string, string, readonly JsonObject[], (readonly string[])?]>([
    ["one is another payer's", 'coverage-unavailable', [coverageOf('c1', { payor: 'other' })]],
    ['there is none', 'coverage-unavailable', []],
    ['there is one, which may not come first', 'coverage-unavailable', [coverageOf('c1')]],
    ['there is the second', 'coverage-unavailable', [coverageOf('c1', { order: 2 })]],
    ['the order names one that is not there', 'coverage-unavailable', [coverageOf('c1')], ['Coverage/c2']],
    [
      'the order names one that is not there, too',
      'coverage-unavailable',
      [coverageOf('c1')],
      ['Coverage/c1', 'Coverage/c2'],
    ],
    ['there is the first', NOT_COVERED, [coverageOf('c1', { order: 1 })]],
    ['the order names the one that is there', NOT_COVERED, [coverageOf('c1')], ['Coverage/c1']],
  ])('and %s: %s', async (_what, outcome, coverages, insurance) => {
    expect(await outcomeOf(firstPage(...coverages), insurance)).toBe(outcome);
  });
});

describe('a page of the Coverages that comes later', () => {
  const PAGES: Readonly<Record<string, JsonObject>> = {
    '/fhir/Coverage/page-2': searchset([coverageOf('c2', { order: 1, payor: 'other' })]),
  };
  it.each(['coverage', 'Coverage', 'coverageBundle', 'insurances'])('is read, under the key %s', async (key) => {
    const server = await startUntilTestEnds(({ url = '' }, response) => sendJson(response, PAGES[url] ?? {}));
    const body = changed(crdCallOf(DECOMPRESSION), 'prefetch.coverage');
    const sent = changed(body, `prefetch.${key}`, firstPage(coverageOf('c1')));
    await expect(answer({ ...sent, ...accessTo(server.base) })).rejects.toMatchObject({ code: 'other-payer' });
  });
});

describe('where an insurer failed to come', () => {
  const mapped = coverageOf('c1', { payor: 'referenced' });
  it.each<[string, string, readonly JsonObject[]]>([
    ['that of the Coverage', 'coverage-unavailable', [referring('c1')]],
    ['that of the first', 'coverage-unavailable', [coverageOf('c1', { order: 2 }), referring('c2', { order: 1 })]],
    ['that of another Coverage', NOT_COVERED, [coverageOf('c1'), referring('c2')]],
    ['that of the Coverage, whose reference the site maps', NOT_COVERED, [mapped]],
  ])('%s: %s', async (_what, outcome, coverages) => {
    expect(await outcomeOf(searchset(coverages))).toBe(outcome);
  });

  it('it is not known whose the Coverage is, unless the server has no such insurer', async () => {
    expect(await outcomeOf(searchset([referring('c1')]), undefined, DECOMPRESSION, 404)).toBe('other-payer');
  });

  it('a policy that does not ask for it decides', async () => {
    expect(await outcomeOf(searchset([mapped]), undefined, { ...TRACTION, conditions: [] })).toBe(
      'covered/no-auth/clinical/-',
    );
  });
});
