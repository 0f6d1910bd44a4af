import supertest from 'supertest';
import { describe, expect, it } from 'vitest';
import { MOST_CARDS } from '../../src/hooks/card.ts';
import type { JsonObject } from '../../src/json.ts';
import type { CallRecord } from '../../src/records/record.ts';
import type { Store } from '../../src/store/store.ts';
import { DISCOVERY, postText, SIGN } from '../support/call.ts';
import { coverageOf, crdCallOf, crdSite, DECOMPRESSION, TRACTION } from '../support/crd.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { startApp } from '../support/server.ts';

const start = (store: Store = createMemoryStore()) => startApp({ sites: [crdSite()], store });
const post = (body: JsonObject, store?: Store, path = SIGN) => supertest(start(store)).post(path).send(body);

/** The parts of the first coverage information of an answer, by their names. */
function partsOf(body: { systemActions: { resource: { extension: { extension: JsonObject[] }[] } }[] }) {
  const parts = body.systemActions[0]?.resource.extension[0]?.extension ?? [];
  return new Map(parts.map((part) => [part['url'], part]));
}

describe('a CRD client over HTTP', () => {
  it('gets cards and system actions, also where there are none', async () => {
    const { body } = await post(
      crdCallOf({ order: { codes: ['cpt 72148 MRI'] }, configuration: { 'coverage-info': false } }),
    );
    expect(body).toEqual({ cards: [], systemActions: [] });
  });

  it('gets its order back with the numbers as it wrote them', async () => {
    const text = JSON.stringify(crdCallOf(DECOMPRESSION)).replace(
      '"status":"draft"',
      '"status":"draft","quantityQuantity":{"value":20.00,"extension":[{"url":"https://ehr.example/x","valueDecimal":1.50}]}',
    );
    const { text: answered } = await postText(start(), text).expect(200);
    expect(answered).toContain('"quantityQuantity":{"value":20.00,');
    expect(answered).toContain('"valueDecimal":1.50}');
  });

  it('finds versions, options and the prefetch of CRD in discovery, on every service', async () => {
    const { body } = await supertest(start()).get(DISCOVERY).expect(200);
    expect(body.services.map(({ hook }: JsonObject) => hook)).toEqual([
      ...['order-select', 'order-sign', 'order-dispatch', 'appointment-book'],
    ]);
    for (const { extension, prefetch } of body.services) {
      expect(extension['davinci-crd.version']).toEqual(['2.0', '2.1', '2.2']);
      expect(extension['davinci-crd.configuration-options']).toContainEqual(
        expect.objectContaining({ code: 'coverage-info', type: 'boolean', default: true }),
      );
      expect(extension['davinci-crd.configuration-options']).toContainEqual(
        expect.objectContaining({ code: 'max-cards', type: 'integer', default: MOST_CARDS }),
      );
      expect(prefetch.coverage).toBe('Coverage?patient={{context.patientId}}&status=active');
    }
  });

  it.each([
    ['no-coverage', 400, []],
    ['other-payer', 400, [coverageOf('c1', { payor: 'other' })]],
  ])('is refused with the OperationOutcome %s', async (code, status, coverages) => {
    const { body } = await post(crdCallOf({ ...DECOMPRESSION, coverages })).expect(status);
    expect(body.resourceType).toBe('OperationOutcome');
    expect(body.issue[0].details.coding[0].code).toBe(code);
  });

  it('has no service that is for CRD clients alone where another site has one', async () => {
    const plain = { ...crdSite(), id: 'plain', crd: undefined };
    const app = startApp({ sites: [crdSite(), plain] });
    const path = '/cds-services/spine-coverage-order-dispatch';
    await supertest(app).post(`/sites/plain${path}`).send({ hook: 'order-dispatch' }).expect(404);
    const { body } = await supertest(app).get('/sites/plain/cds-services').expect(200);
    expect(body.services.map(({ hook }: JsonObject) => hook)).toEqual(['order-select', 'order-sign']);
    await supertest(app).post(`/sites/crd-example${path}`).send({ hook: 'order-dispatch' }).expect(400);
  });
});

describe('a card to a CRD client', () => {
  it('is found by its uuid, and so is what is reported of it, whichever of the cards of an order it is', async () => {
    const records: CallRecord[] = [];
    const store = createMemoryStore();
    const app = startApp({ sites: [crdSite()], store, records });
    const { body } = await supertest(app).post(SIGN).send(crdCallOf(TRACTION)).expect(200);
    const cards = body.cards.map(({ uuid }: { uuid: string }) => uuid);
    expect(cards).toHaveLength(2);
    const feedback = cards.map((card: string) => ({
      card,
      outcome: 'overridden',
      outcomeTimestamp: '2026-11-22T02:55:47Z',
    }));
    await supertest(app).post(`${SIGN}/feedback`).send({ feedback }).expect(200);
    await store.keepCalls(records);
    for (const card of cards) expect(await store.callsOf({ card })).toEqual(records);
    const days = { from: '2026-11-22', to: '2026-11-23' };
    const counts = (await store.countsIn(days)).filter(({ policy }) => policy === 'traction');
    expect(counts.find(({ what }) => what === 'shown')?.count).toBe(2);
    expect(counts.find(({ what }) => what === 'reason:none')?.count).toBe(2);
  });
});

describe('an assertion', () => {
  it('is kept under its id before it is sent, and names neither patient nor order nor Coverage', async () => {
    const store = createMemoryStore();
    const { body } = await post(crdCallOf(DECOMPRESSION), store).expect(200);
    const parts = partsOf(body);
    const id = String(parts.get('coverage-assertion-id')?.['valueString']);
    const kept = await store.assertionOf(id);
    expect(kept).toMatchObject({ id, site: 'crd-example', payer: 'prairie-example', version: '2.2' });
    expect(kept?.parts).toContainEqual({ url: 'covered', valueCode: 'not-covered' });
    const text = JSON.stringify(kept);
    for (const name of ['p1', 'order-1', 'Coverage/c1', 'PX-1001']) expect(text).not.toContain(name);
  });

  it('that cannot be kept is not sent: 503 and a time to come back', async () => {
    const down: Store = { ...createMemoryStore(), keepAssertions: () => Promise.reject(new Error('down')) };
    const { body, headers } = await post(crdCallOf(DECOMPRESSION), down).expect(503);
    expect(body.issue[0].details.coding[0].code).toBe('store-unavailable');
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  });

  it('that the disk does not take in time is not sent', async () => {
    const slow: Store = { ...createMemoryStore(), keepAssertions: () => new Promise(() => undefined) };
    await post(crdCallOf(DECOMPRESSION), slow).expect(503);
  });

  it('is not needed where nothing is asserted: then no store is waited for', async () => {
    const down: Store = { ...createMemoryStore(), keepAssertions: () => Promise.reject(new Error('down')) };
    await post(crdCallOf({ ...DECOMPRESSION, version: '2.0', coverages: [] }), down).expect(200);
  });
});
