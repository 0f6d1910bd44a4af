import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/json.ts';
import { objectsIn } from '../../src/json.ts';
import { COVERAGE_INFORMATION } from '../../src/response/coverage-information.ts';
import { changed } from '../support/call.ts';
import { coverageInformationIn } from '../support/coverage-rules.ts';
import { coverageOf, crdAnswerer, crdCallOf, DECOMPRESSION, updatedBy } from '../support/crd.ts';

const answer = crdAnswerer();
const part = (url: string, valueCode: string) => ({ url, valueCode });
const asserted = (...parts: readonly JsonObject[]): JsonObject => ({
  url: COVERAGE_INFORMATION,
  extension: [{ url: 'coverage', valueReference: { reference: 'https://ehr.example/fhir/Coverage/c1' } }, ...parts],
});
const BILLING = {
  url: 'billingCode',
  valueCoding: { system: 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets', code: 'S9090' },
};
const SAME = [
  part('covered', 'not-covered'),
  BILLING,
  { url: 'reason', valueCodeableConcept: { text: 'In other words' } },
  { url: 'date', valueDate: '2026-11-20' },
  { url: 'coverage-assertion-id', valueString: 'an earlier one' },
];
const OTHER = { url: 'https://ehr.example/extension', valueDecimal: 1 };

/** The order of a decompression call with extensions, as it comes back; undefined if it does not. */
async function updated(...extension: readonly JsonObject[]): Promise<JsonObject | undefined> {
  const body = crdCallOf(DECOMPRESSION);
  const entries = (body as { context: { draftOrders: { entry: { resource: object }[] } } }).context.draftOrders.entry;
  const orders = entries.map(({ resource }) => ({ resource: { ...resource, extension } }));
  return updatedBy(await answer(changed(body, 'context.draftOrders.entry', orders)))[0];
}

describe('an order that carries coverage information', () => {
  it('is left alone where it says the same but for date, id and words', async () => {
    expect(await updated(asserted(...SAME))).toBeUndefined();
  });

  it.each<[string, readonly JsonObject[]]>([
    ['something else', [...SAME.slice(1), part('covered', 'covered')]],
    ['what is no longer valid', [...SAME, { url: 'expiry-date', valueDate: '2026-11-21' }]],
    ['it twice', SAME],
  ])('is updated where it says %s', async (what, parts) => {
    const twice = what === 'it twice' ? [asserted(...parts), asserted(...parts)] : [asserted(...parts)];
    const resource = await updated(OTHER, ...twice);
    expect(resource && coverageInformationIn(resource)).toHaveLength(1);
    expect(objectsIn(resource?.['extension'])).toContainEqual(OTHER);
  });

  it('keeps what was said of another Coverage', async () => {
    const other = {
      ...asserted(...SAME),
      extension: [{ url: 'coverage', valueReference: { reference: 'Coverage/c9' } }],
    };
    const resource = await updated(other);
    expect(resource && coverageInformationIn(resource)[0]).toEqual(other);
    expect(resource && coverageInformationIn(resource)).toHaveLength(2);
  });

  it('is not updated again once the answer is in place', async () => {
    const first = await updated();
    expect(await updated(...objectsIn(first?.['extension']))).toBeUndefined();
  });
});

describe('a coverage-assertion-id', () => {
  it('is another for each order, and holds nothing of the patient', async () => {
    const { assertions } = await answer(
      crdCallOf({ ...DECOMPRESSION, others: [{ codes: ['cpt 72148 MRI'] }], coverages: [coverageOf()] }),
    );
    expect(new Set(assertions.map(({ id }) => id)).size).toBe(2);
    for (const { id } of assertions) expect(id).toMatch(/^[0-9a-f-]{36}$/);
  });
});
