import { describe, expect, it } from 'vitest';
import { asObject, type JsonObject, objectsIn } from '../../src/json.ts';
import type { Site } from '../../src/sites/site.ts';
import { coverageOf, crdCallOf, crdSite, DECOMPRESSION, TRACTION } from '../support/crd.ts';
import { exportOf, firstOf, valuesIn } from '../support/crd-metrics.ts';
import { accessTo, sendJson, serving, startUntilTestEnds } from '../support/fhir-server.ts';

describe('the access token in the export', () => {
  const site = (base: string): Site => ({ ...crdSite(), fhirServers: [new URL(base)] });
  const body = (access: JsonObject): JsonObject => {
    const { prefetch, ...rest } = crdCallOf(DECOMPRESSION);
    const { coverage: _, ...others } = asObject(prefetch) ?? {};
    return { ...rest, prefetch: others, ...access };
  };

  it('was used where data came by it, which are counted apart', async () => {
    const server = await startUntilTestEnds(serving([coverageOf()]));
    const data = await firstOf([body(accessTo(server.base, 'patient/*.read'))], { site: site(server.base) });
    expect(data).toMatchObject({
      tokenUse: 'used',
      resources: expect.arrayContaining([{ type: 'Coverage', count: 1, prefetch: false }]),
    });
  });

  it('was rejected where nothing came', async () => {
    const server = await startUntilTestEnds((_request, response) => sendJson(response, {}, 403));
    const withCoverage = {
      ...crdCallOf(TRACTION),
      prefetch: { coverage: asObject(crdCallOf(TRACTION)['prefetch'])?.['coverage'] },
    };
    const data = await firstOf([{ ...withCoverage, ...accessTo(server.base, 'patient/*.read') }], {
      site: site(server.base),
    });
    expect(data).toMatchObject({ tokenUse: 'rejected', httpResponse: 200 });
  });
});

describe('nothing of the patient', () => {
  const SEED = 'Quillfeather';
  it('is kept for the metrics, or exported', async () => {
    const body = crdCallOf(DECOMPRESSION);
    const text = JSON.stringify(body).replaceAll('"p1"', `"${SEED}-p1"`).replaceAll('Patient/p1', `Patient/${SEED}-p1`);
    const seeded = JSON.parse(text) as JsonObject;
    const [entry] = objectsIn(asObject(asObject(seeded['context'])?.['draftOrders'])?.['entry']);
    const order = {
      ...asObject(entry?.['resource']),
      id: `${SEED}-order`,
      code: {
        text: SEED,
        coding: [
          { system: 'http://www.ama-assn.org/go/cpt', code: SEED, display: SEED },
          { system: 'https://local.example.org', code: SEED },
          { system: 'http://www.ama-assn.org/go/cpt', code: '97012', display: SEED },
        ],
      },
    };
    const patient = { resourceType: 'Patient', id: `${SEED}-p1`, name: [{ family: SEED }] };
    const made = { resourceType: SEED, id: SEED };
    const prefetch = {
      ...asObject(seeded['prefetch']),
      patient,
      made,
      coverage: {
        resourceType: 'Bundle',
        entry: [{ resource: coverageOf(SEED, { subscriberId: 'PX-1', beneficiary: { display: SEED } }) }],
      },
    };
    const context = {
      ...asObject(seeded['context']),
      userId: `Practitioner/${SEED}`,
      draftOrders: { resourceType: 'Bundle', entry: [{ resource: order }] },
    };
    const { lines, records } = await exportOf([{ ...seeded, hookInstance: SEED, context, prefetch }]);
    expect(valuesIn(JSON.parse(lines[0] ?? ''), 'request.orderDetail.coding.code')).toEqual(['97012']);
    expect(lines.join('')).not.toContain(SEED);
    expect(lines.join('')).not.toContain('PX-1');
    expect(JSON.stringify(records[0]?.crd)).not.toContain(SEED);
  });
});
