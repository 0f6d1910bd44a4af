import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { metricLines } from '../../src/commands/crd-metrics.ts';
import { asObject, type JsonObject } from '../../src/json.ts';
import { crdMetricData } from '../../src/records/crd-metric-data.ts';
import type { ExchangeRecord } from '../../src/records/exchange.ts';
import { SELECT } from '../support/call.ts';
import { type CrdCase, crdCallOf, crdSite, DECOMPRESSION, TRACTION } from '../support/crd.ts';
import { exportOf, firstOf, SPAN, valuesIn } from '../support/crd-metrics.ts';
import { PROJECT } from '../support/knowledge.ts';
import { faultsOfMetricData } from '../support/metric-rules.ts';
import { aFeedback, anAssertion, instant } from '../support/records.ts';

// CRD 2.2.1 §Metrics: the logical model of what is known of each call.

const PRACTITIONER: JsonObject = {
  resourceType: 'Practitioner',
  id: 'doc-1',
  identifier: [{ system: 'http://hl7.org/fhir/sid/us-npi', value: '1234567893' }],
};

const withUser = (body: JsonObject, userId: string, sent: readonly JsonObject[]): JsonObject => ({
  ...body,
  context: { ...asObject(body['context']), userId },
  prefetch: {
    ...asObject(body['prefetch']),
    practitioners: { resourceType: 'Bundle', type: 'searchset', entry: sent.map((resource) => ({ resource })) },
  },
});

const rows = parse(readFileSync(join(PROJECT, 'test/crd/cases.yaml'), 'utf8')) as readonly (CrdCase & {
  name: string;
})[];

describe('the export of a CRD call', () => {
  it.each(rows)('follows the logical model: $name', async ({ name: _, ...row }) => {
    const { data } = await exportOf([crdCallOf(row)]);
    expect(data).toHaveLength(1);
    expect(faultsOfMetricData(data[0])).toEqual([]);
  });

  it('says who called whom, when, of which order, and what was asserted', async () => {
    const body = withUser(crdCallOf(DECOMPRESSION), 'Practitioner/doc-1', [PRACTITIONER]);
    const site = crdSite();
    const data = await firstOf([body], { site: { ...site, crd: site.crd && { ...site.crd, npi: '1992999999' } } });
    expect(data).toEqual({
      source: 'payer-src',
      hookInstance: body['hookInstance'],
      hookType: 'order-sign',
      providerId: { system: 'http://hl7.org/fhir/sid/us-npi', value: '1234567893' },
      groupId: { system: 'http://hl7.org/fhir/sid/us-npi', value: '1992999999' },
      payerId: { system: 'https://payers.example.org/id', value: 'prairie-001' },
      requestTime: expect.any(String),
      responseTime: expect.any(String),
      httpResponse: 200,
      tokenUse: 'not-used',
      resources: expect.arrayContaining([
        { type: 'Coverage', count: 1, prefetch: true },
        { type: 'Practitioner', count: 1, prefetch: true },
      ]),
      request: [
        {
          type: 'ServiceRequest',
          orderDetail: {
            coding: [{ system: 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets', code: 'S9090' }],
          },
          response: [
            {
              type: 'coverage-info',
              focus: ['ServiceRequest'],
              coverageInfo: [{ covered: 'not-covered', assertionId: expect.stringMatching(/^[0-9a-f-]{36}$/) }],
            },
            { type: 'guideline', focus: ['ServiceRequest'] },
          ],
        },
      ],
    });
    expect(faultsOfMetricData(data)).toEqual([]);
  });

  it('knows the user also by a PractitionerRole', async () => {
    const role = { resourceType: 'PractitionerRole', id: 'r1', practitioner: { reference: 'Practitioner/doc-1' } };
    const data = await firstOf([withUser(crdCallOf(DECOMPRESSION), 'PractitionerRole/r1', [role, PRACTITIONER])]);
    expect(data['providerId']).toMatchObject({ value: '1234567893' });
  });

  it.each([
    ['who was not sent', 'Practitioner/doc-2', [PRACTITIONER]],
    [
      'whose NPI is none',
      'Practitioner/doc-1',
      [{ ...PRACTITIONER, identifier: [{ system: 'http://hl7.org/fhir/sid/us-npi', value: 'Dr. Jones' }] }],
    ],
    ['who is the patient', 'Patient/p1', []],
  ])('says that the NPI of a user %s is unknown', async (_who, userId, sent) => {
    const data = await firstOf([withUser(crdCallOf(DECOMPRESSION), userId, sent)]);
    expect(data['providerId']).toEqual({
      system: 'http://hl7.org/fhir/sid/us-npi',
      _value: { extension: [expect.objectContaining({ valueCode: 'unknown' })] },
    });
  });

  it('lists each kind of documents and each form that were asked for', async () => {
    const data = await firstOf([crdCallOf(TRACTION)]);
    const [info] = valuesIn(data, "request.response.where(type = 'coverage-info').coverageInfo");
    expect(info).toMatchObject({
      covered: 'covered',
      paNeeded: 'no-auth',
      docNeeded: 'clinical',
      questionnaire: [{ reference: expect.stringMatching(/^https:/), adaptive: false, response: false }],
    });
    expect(faultsOfMetricData(data)).toEqual([]);
  });

  it('says whether a clinician of the site took a card up', async () => {
    const { records, store } = await exportOf([crdCallOf(DECOMPRESSION)]);
    const card = records[0]?.crd?.requests[0]?.cards[0]?.uuid ?? '';
    const report = { ...aFeedback(), card, site: 'crd-example' };
    await store.keepFeedback([
      { ...report, id: 'a', outcome: 'accepted', at: instant(1) },
      { ...report, id: 'b', outcome: 'overridden', at: instant(2) },
      { ...report, id: 'c', outcome: 'accepted', at: instant(3), site: 'another' },
    ]);
    for await (const line of metricLines(store, SPAN))
      expect(valuesIn(JSON.parse(line), 'request.response.engagement')).toEqual(['override']);
  });

  it.each([
    ['a refusal', crdCallOf({ ...DECOMPRESSION, coverages: [] }), 400, 'required'],
    ['a body that is none', { hook: 'order-sign' }, 400, 'invalid'],
  ])('has %s with its status and issue', async (_what, body, status, code) => {
    const data = await firstOf([body]);
    expect(data).toMatchObject({ httpResponse: status, issue: [{ code }] });
    expect(data['hookInstance']).toBe(body['hookInstance']);
    expect(faultsOfMetricData(data)).toEqual([]);
  });

  it('has a call without an order', async () => {
    const body = crdCallOf(DECOMPRESSION);
    const context = {
      ...asObject(body['context']),
      draftOrders: { resourceType: 'Bundle', type: 'collection', entry: [] },
    };
    const data = await firstOf([{ ...body, context }]);
    expect(data).toMatchObject({
      httpResponse: 200,
      request: [{ orderDetail: { extension: [{ valueCode: 'unknown' }] } }],
    });
    expect(faultsOfMetricData(data)).toEqual([]);
  });

  it('names the hook', async () => {
    const body = crdCallOf({ ...DECOMPRESSION, hook: 'order-select' });
    expect(await firstOf([body], { path: SELECT })).toMatchObject({ hookType: 'order-select', httpResponse: 200 });
  });

  it('names a payer without identifier by the id of its adoptions, and none where there are several', async () => {
    const site = crdSite();
    const named = (ids: readonly string[]) => ({
      ...site,
      crd: site.crd && {
        ...site.crd,
        payers: ids.map((id) => ({ id, label: id, identifiers: [], references: [], names: [], members: undefined })),
      },
    });
    const body = { hook: 'order-sign' };
    expect((await firstOf([body], { site: named(['prairie-example']) }))['payerId']).toMatchObject({
      value: 'prairie-example',
    });
    const data = await firstOf([body], { site: named(['prairie-example', 'original-medicare']) });
    expect(data['payerId']).not.toHaveProperty('value');
    expect(faultsOfMetricData(data)).toEqual([]);
  });

  it('has no call of another site', async () => {
    expect((await exportOf([crdCallOf(DECOMPRESSION)], { site: { ...crdSite(), crd: undefined } })).data).toEqual([]);
  });

  it('gives the measures that CRD suggests', async () => {
    const { data } = await exportOf([
      crdCallOf(DECOMPRESSION),
      crdCallOf(TRACTION),
      crdCallOf({ order: { codes: ['cpt 72148 MRI'] } }),
      crdCallOf({ ...DECOMPRESSION, coverages: [] }),
    ]);
    // Every record is an item of the collection that the expressions call CRDMetricData.
    const measure = (expression: string) => valuesIn({ all: data }, expression.replaceAll('CRDMetricData', 'all'))[0];
    expect(measure('CRDMetricData.request.where(response.coverageInfo.exists()).count()')).toBe(3);
    expect(measure('CRDMetricData.where(httpResponse=200).request.count()')).toBe(3);
    expect(
      measure("CRDMetricData.request.where(response.coverageInfo.where(covered='not-covered').exists()).count()"),
    ).toBe(1);
    expect(
      measure(
        "CRDMetricData.request.where(response.coverageInfo.where(docNeeded='clinical' and questionnaire.exists()).exists()).count()",
      ),
    ).toBe(1);
  });
});

describe('an assertion with several codes of a kind', () => {
  const exchange: ExchangeRecord = {
    id: 'c',
    at: instant(0),
    site: 's',
    service: 'gone',
    outcome: 'nothing',
    milliseconds: 1.6,
    resources: [],
    requests: [{ order: 'ServiceRequest/~1', codes: [], cards: [] }],
  };
  const parts = [
    { url: 'covered', valueCode: 'conditional' },
    { url: 'doc-needed', valueCode: 'both' },
    { url: 'info-needed', valueCode: 'OTH' },
    { url: 'info-needed', valueCode: 'location' },
    { url: 'info-needed', valueCode: 'performer' },
  ];
  const assertions = [anAssertion({ order: 'ServiceRequest/~1', parts }), anAssertion({ order: 'ServiceRequest/~2' })];
  const data = crdMetricData({ exchange, assertions, feedback: [] });

  it('is repeated, as the model has one of each', () => {
    expect(valuesIn(data, 'request.response.coverageInfo.docNeeded')).toEqual(['clinical', 'admin']);
    expect(valuesIn(data, 'request.response.coverageInfo.infoNeeded')).toEqual(['OTH', 'location', 'performer']);
    expect(valuesIn(data, 'request.response.coverageInfo.covered')).toEqual([
      'conditional',
      'conditional',
      'conditional',
    ]);
    expect(faultsOfMetricData(data)).toEqual([]);
  });

  it('of a service that is no longer there has no type of hook', () => {
    expect(data).not.toHaveProperty('hookType');
    expect(data['responseTime']).toBe(new Date(Date.parse(instant(0)) + 2).toISOString());
  });
});
