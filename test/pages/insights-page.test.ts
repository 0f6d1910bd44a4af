import request from 'supertest';
import { expect, it } from 'vitest';
import type { CallRecord } from '../../src/records/record.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { callOf, cardsOf } from '../support/call.ts';
import { startApp } from '../support/server.ts';
import { appOf, modesOf, openSite } from '../support/shadow.ts';

const ORDER = '/?order.1=Lordex+decompression+table&payer=Medicare';

/** An application whose page "Try an order" was used twice, the first card dismissed. */
async function used() {
  const store = createMemoryStore();
  const records: CallRecord[] = [];
  const app = startApp({ store, records });
  const { text } = await request(app).get(ORDER);
  await request(app).get(ORDER.replace('Lordex', 'DRX9000'));
  await store.keepCalls(records);
  const [, card = ''] = /data-card="([^"]+)"/.exec(text) ?? [];
  const entry = {
    card,
    outcome: 'overridden',
    outcomeTimestamp: '2026-11-22T12:00:00Z',
    overrideReason: { reason: { code: 'coverage-confirmed' } },
  };
  await request(app)
    .post('/try/feedback/spine-coverage-order-sign')
    .send({ feedback: [entry] })
    .expect(200);
  return app;
}

it('counts an override of the page with its reason, and the other card as not reported', async () => {
  const { text } = await request(await used()).get('/insights');
  const row = /<a href="\/policies\/decompression">.*?<\/tr>/s.exec(text)?.[0].replaceAll(/<[^>]*>/g, ' ') ?? '';
  expect(row.trim().split(/\s+/)).toEqual(['decompression', '2', '0', '1', '1']);
  expect(text).toContain('coverage-confirmed');
});

it('gives what it shows as CSV, under the same filter', async () => {
  const app = await used();
  const all = await request(app).get('/insights.csv');
  expect(all.headers['content-type']).toContain('text/csv');
  expect(all.text.trim().split('\r\n')).toHaveLength(2);
  const none = await request(app).get('/insights.csv?policy=traction');
  expect(none.text.trim().split('\r\n')).toHaveLength(1);
});

it('keeps the filter of its address in its form', async () => {
  const { text } = await request(await used()).get('/insights?policy=decompression&from=2026-11-01&to=2026-11-30');
  expect(text).toContain('<option value="decompression" selected>');
  expect(text).toContain('value="2026-11-01"');
});

it('says which day of its address is none', async () => {
  const { text, status } = await request(startApp()).get('/insights?from=yesterday');
  expect(status).toBe(400);
  expect(text).toContain('must be a day, YYYY-MM-DD');
});

it('shows one site and one policy if its address says so', async () => {
  const app = await used();
  const shown = async (filter: string) => (await request(app).get(`/insights?${filter}`)).text;
  expect(await shown('policy=decompression')).toContain('coverage-confirmed');
  expect(await shown('policy=traction')).not.toContain('coverage-confirmed');
  expect(await shown('site=st-mary')).not.toContain('coverage-confirmed');
});

it('shows policies in shadow in a table of their own, and counts them nowhere else', async () => {
  const { app, records } = appOf(openSite(modesOf({ traction: 'live', decompression: 'shadow' })));
  await cardsOf(app, callOf({ order: { codes: ['cpt 97012'] }, others: [{ codes: ['hcpcs S9090'] }] }));
  await cardsOf(app, callOf({ order: { codes: ['hcpcs S9090'] } }));
  const store = createMemoryStore();
  await store.keepCalls(await records());
  const { text } = await request(startApp({ store })).get('/insights');
  const rows = [...text.matchAll(/<a href="\/policies\/([a-z-]+)">.*?<\/tr>/gs)].map(([row]) =>
    row
      .replaceAll(/<[^>]*>/g, ' ')
      .trim()
      .split(/\s+/)
      .join(' '),
  );
  expect(rows).toEqual([
    'traction 1 0 0 1',
    expect.stringMatching(/^decompression mercy 2 1 0 0 none judged 2 2 100 % 0 0 [a-z-]+ 2$/),
  ]);
});
