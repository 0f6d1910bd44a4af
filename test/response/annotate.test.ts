import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/json.ts';
import { objectsIn } from '../../src/json.ts';
import { COVERAGE_INFORMATION } from '../../src/response/coverage-information.ts';
import { changed } from '../support/call.ts';
import {
  type CrdCase,
  coverageInformationIn,
  coverageOf,
  crdAnswerer,
  crdCallOf,
  DECOMPRESSION,
  TRACTION,
  updatedBy,
} from '../support/crd.ts';
import { TODAY } from '../support/knowledge.ts';

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
const ofCoverage = (reference: string, url = COVERAGE_INFORMATION): JsonObject => ({
  url,
  extension: [{ url: 'coverage', valueReference: { reference } }],
});

/** The order of a call as it comes back where it carries extensions; undefined if it does not. */
async function updatedOf(row: CrdCase, extension: readonly JsonObject[]): Promise<JsonObject | undefined> {
  const body = crdCallOf(row);
  const entries = (body as { context: { draftOrders: { entry: { resource: object }[] } } }).context.draftOrders.entry;
  const orders = entries.map(({ resource }) => ({ resource: { ...resource, extension } }));
  return updatedBy(await answer(changed(body, 'context.draftOrders.entry', orders)))[0];
}
const updated = (...extension: readonly JsonObject[]) => updatedOf(DECOMPRESSION, extension);

type Parts = readonly JsonObject[];

/** True if an order comes back that carries its own answer already, with the parts of that changed. */
async function isUpdatedAgain(
  row: CrdCase,
  change: (parts: Parts) => Parts,
  beside: readonly JsonObject[] = [],
): Promise<boolean> {
  const first = await updatedOf(row, []);
  const extensions = objectsIn(first?.['extension']);
  expect(extensions).toHaveLength(1);
  const carried = extensions.map((each) => ({ ...each, extension: change(objectsIn(each['extension'])) }));
  return (await updatedOf(row, [...beside, ...carried])) !== undefined;
}
const without = (url: string) => (parts: Parts) => parts.filter((each) => each['url'] !== url);
const replaced = (url: string, value: JsonObject) => (parts: Parts) =>
  parts.map((each) => (each['url'] === url ? { url, ...value } : each));

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

  const several: CrdCase = { order: { codes: ['cpt 97012', 'hcpcs S9090'] } };
  const outside: CrdCase = { order: { codes: ['cpt 72148 MRI'] } };
  const ended: CrdCase = { ...TRACTION, coverages: [coverageOf('c1', { period: { end: '2026-09-30' } })] };
  const coding = { system: 'http://www.ama-assn.org/go/cpt', code: '97012' };

  it.each<readonly [what: string, row: CrdCase, change: (parts: Parts) => Parts]>([
    ['the order of its parts', several, (parts) => parts.toReversed()],
    ['the date', TRACTION, replaced('date', { valueDate: '2026-01-01' })],
    ['the id', TRACTION, replaced('coverage-assertion-id', { valueString: 'x' })],
    ['the words of the reason', TRACTION, replaced('reason', { valueCodeableConcept: { text: 'x' } })],
    ['the contact', TRACTION, without('contact')],
    ['the last day, which is today', TRACTION, replaced('expiry-date', { valueDate: TODAY })],
    ['the last day, which is no text', TRACTION, replaced('expiry-date', { valueDate: ['2026-01-01'] })],
    ['the reason, which has no concept', TRACTION, replaced('reason', { valueString: 'x' })],
  ])('is left alone where it differs in %s alone', async (_what, row, change) => {
    expect(await isUpdatedAgain(row, change)).toBe(false);
  });

  it.each<readonly [what: string, beside: JsonObject]>([
    ['an extension of the client', OTHER],
    ['what was said of another Coverage', ofCoverage('Coverage/c9')],
    ['what was said of no Coverage', { url: COVERAGE_INFORMATION, extension: [] }],
    [
      'what was said of a Coverage without a reference',
      { url: COVERAGE_INFORMATION, extension: [{ url: 'coverage' }] },
    ],
  ])('is left alone where it carries the same beside %s', async (_what, beside) => {
    expect(await isUpdatedAgain(TRACTION, (parts) => parts, [beside])).toBe(false);
  });

  it.each<readonly [what: string, row: CrdCase, change: (parts: Parts) => Parts]>([
    ['the coverage', TRACTION, replaced('covered', part('covered', 'conditional'))],
    ['the authorization', TRACTION, replaced('pa-needed', part('pa-needed', 'auth-needed'))],
    ['the documents', TRACTION, replaced('doc-needed', part('doc-needed', 'admin'))],
    ['the purpose of the documents', TRACTION, replaced('doc-purpose', part('doc-purpose', 'withclaim'))],
    ['the form', TRACTION, replaced('questionnaire', { valueCanonical: 'https://plan.example/another-form' })],
    ['a billing code', TRACTION, replaced('billingCode', { valueCoding: { ...coding, code: '97010' } })],
    ['the system of a billing code', TRACTION, replaced('billingCode', { valueCoding: { ...coding, system: 'x' } })],
    ['what is needed', outside, replaced('info-needed', part('info-needed', 'performer'))],
    [
      'the code of the reason',
      ended,
      replaced('reason', { valueCodeableConcept: { coding: [{ code: 'technical' }] } }),
    ],
    ['the number of an authorization', TRACTION, (all) => [...all, { url: 'satisfied-pa-id', valueString: '1' }]],
  ])('is updated where it differs in %s', async (_what, row, change) => {
    expect(await isUpdatedAgain(row, change)).toBe(true);
  });

  const AUTHORIZED = [
    part('covered', 'covered'),
    part('pa-needed', 'satisfied'),
    { url: 'satisfied-pa-id', valueString: 'PA-17' },
  ];

  it.each<readonly [what: string, parts: readonly JsonObject[]]>([
    ['of no service that it names', AUTHORIZED],
    ['of the same service', [...AUTHORIZED, BILLING]],
    ['until today', [...AUTHORIZED, { url: 'expiry-date', valueDate: TODAY }]],
    ['until the end of this month', [...AUTHORIZED, { url: 'expiry-date', valueDate: TODAY.slice(0, 7) }]],
  ])('is left alone where it carries an authorization %s', async (_what, parts) => {
    expect(await updated(asserted(...parts))).toBeUndefined();
  });

  it.each<readonly [what: string, row: CrdCase, parts: readonly JsonObject[]]>([
    ['without a number', DECOMPRESSION, AUTHORIZED.slice(0, 2)],
    ['that has run out', DECOMPRESSION, [...AUTHORIZED, { url: 'expiry-date', valueDate: '2026-01-31' }]],
    ['of another service', DECOMPRESSION, [...AUTHORIZED, { url: 'billingCode', valueCoding: coding }]],
    ['by a coverage that has ended', ended, AUTHORIZED],
  ])('is updated where it carries an authorization %s', async (_what, row, parts) => {
    const resource = await updatedOf(row, [asserted(...parts)]);
    expect(resource && coverageInformationIn(resource)).toHaveLength(1);
  });

  it('keeps what was said of another Coverage, and what is no coverage information', async () => {
    const others = [ofCoverage('Coverage/c9'), ofCoverage('Coverage/c1', 'https://ehr.example/extension')];
    const resource = await updated(...others);
    expect(objectsIn(resource?.['extension'])).toEqual([
      ...others,
      expect.objectContaining({ url: COVERAGE_INFORMATION }),
    ]);
    expect(resource && coverageInformationIn(resource)).toHaveLength(2);
  });

  it('is updated in the name of the insurer', async () => {
    const { systemActions } = (await answer(crdCallOf(TRACTION))).answer;
    expect(systemActions.map(({ description }) => description)).toEqual([
      'Coverage information of Prairie Example Health Plan',
    ]);
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
    expect(assertions.map(({ order, coverage }) => `${order} ${coverage}`)).toEqual([
      'ServiceRequest/order-1 Coverage/c1',
      'ServiceRequest/order-2 Coverage/c1',
    ]);
  });
});
