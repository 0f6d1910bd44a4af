import { render } from 'preact-render-to-string';
import request from 'supertest';
import { describe, expect, it } from 'vitest';
import type { Monitoring } from '../../src/monitoring/monitor.ts';
import { stackedBars } from '../../src/pages/insights/chart.ts';
import type { CallRecord } from '../../src/records/record.ts';
import { callOf } from '../support/call.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { cardsOf } from '../support/post.ts';
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

it('has no parts of cards on the axis of a chart', () => {
  const chart = { title: 'Cards', unit: 'cards', series: [{ id: 'accepted', title: 'Accepted' }] };
  const drawn = render(stackedBars({ ...chart, points: [{ label: 'W48', values: { accepted: 1 } }] }));
  expect([...drawn.matchAll(/text-anchor="end">([^<]*)</g)].map(([, tick]) => tick)).toEqual(['0', '1']);
});

it('says of data that did not arrive why, in words', async () => {
  const store = createMemoryStore();
  const records: CallRecord[] = [];
  const app = startApp({ store, records });
  await request(app).get('/?codes.1=cpt+97012&chart=not-sent&payer=not-sent');
  await store.keepCalls(records);
  const { text } = await request(app).get('/insights');
  for (const cause of ['conditions: not-sent', 'coverages: not-sent', 'currentConditions: not-sent'])
    expect(text).toContain(`>${cause} <small>the client sent none and gave no access to its FHIR server</small>`);
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

it('counts up to now where its span ends with the calendar', async () => {
  const { text } = await request(await used()).get('/insights?from=2026-01-01&to=9999-12-31');
  expect(text).toContain('coverage-confirmed');
});

it('says which day of its address is none', async () => {
  const { text, status } = await request(startApp()).get('/insights?from=yesterday');
  expect(status).toBe(400);
  expect(text).toContain('must be a day, YYYY-MM-DD');
  expect(text).not.toContain('CDS Hooks');
});

it('shows one site and one policy if its address says so', async () => {
  const app = await used();
  const shown = async (filter: string) => (await request(app).get(`/insights?${filter}`)).text;
  expect(await shown('policy=decompression')).toContain('coverage-confirmed');
  expect(await shown('policy=traction')).not.toContain('coverage-confirmed');
  expect(await shown('site=development')).not.toContain('coverage-confirmed');
  expect(await shown('site=the+page+Try+an+order')).toContain('coverage-confirmed');
});

it.each([
  ['policy', 'policy=nosuch', 'traction'],
  ['site', 'site=nowhere', 'development'],
])(
  'says of a %s of its address that is not there which ones are, and shows no zeros',
  async (element, filter, known) => {
    const app = startApp();
    for (const path of ['/insights', '/insights.csv']) {
      const { text, status } = await request(app).get(`${path}?${filter}`).set('Accept', 'text/html');
      expect(status).toBe(400);
      expect(text).toMatch(new RegExp(`${element}\\W.*must be one of .*\\b${known}\\b`));
    }
    expect((await request(app).get(`/insights?${filter.replace(/=.*/, `=${known}`)}`)).status).toBe(200);
  },
);

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

it.each([1, 8, 12, 53])('writes the labels of a chart of %s weeks beside each other', (weeks) => {
  const points = Array.from({ length: weeks }, (_, at) => ({ label: `2026-W${at + 10}`, values: { cards: at } }));
  const svg = render(stackedBars({ title: 'Cards', unit: 'cards', series: [{ id: 'cards', title: 'Cards' }], points }));
  const places = [...svg.matchAll(/x="([\d.]+)" y="\d+" text-anchor="middle">2026-W/g)].map(([, x]) => Number(x));
  expect(places.length).toBeGreaterThan(0);
  // Letters of 12 pixels are some 7 wide.
  const gaps = places.slice(1).map((place, at) => place - (places[at] ?? 0));
  expect(Math.min(...gaps, 720)).toBeGreaterThan('2026-W37'.length * 7);
});

it('writes thousands at the axis of a chart short, so that a phone has room for them', () => {
  const points = [{ label: '2026-W10', values: { cards: 9600 } }];
  const svg = render(stackedBars({ title: 'Cards', unit: 'cards', series: [{ id: 'cards', title: 'Cards' }], points }));
  const labels = [...svg.matchAll(/text-anchor="end">([^<]*)</g)].map(([, label]) => label);
  expect(labels).toEqual(['0', '2k', '4k', '6k', '8k', '10k']);
});

describe('what has changed', () => {
  const count = (week: number) => ({ week, byWeekday: [week, 0, 0, 0, 0, 0, 0] });
  const silent = { site: 'mercy', policy: 'traction', kind: 'silent', since: '2026-11-03' } as const;
  const monitoring: Monitoring = {
    day: '2026-11-21',
    alarms: [
      { ...silent, noticed: '2026-11-09', words: 'No card of traction since 2026-11-03.' },
      { ...silent, noticed: '2026-11-10', ended: '2026-11-12', words: 'More cards of traction.' },
      { ...silent, since: '2025-12-01', noticed: '2025-12-05', ended: '2026-01-05', words: 'A year ago.' },
      {
        site: 'clinic',
        kind: 'no-calls',
        since: '2026-11-01',
        noticed: '2026-11-02',
        words: 'No calls since 2026-11-01.',
      },
    ],
    expected: [
      { site: 'mercy', calls: count(700) },
      {
        site: 'mercy',
        policy: 'traction',
        calls: count(14),
        cards: count(12),
        unknown: count(0.5),
        overridden: count(3),
      },
    ],
  };
  const WELL = {
    development: true,
    draining: false,
    store: { up: true, waiting: 0, lost: 0 },
    droppedLines: 0,
    notices: () => [],
  };
  const shown = async (filter: string, found: Monitoring | undefined = monitoring) => {
    const app = startApp({ deps: { state: () => ({ ...WELL, monitoring: found }) } });
    return (await request(app).get(`/insights${filter}`)).text;
  };
  const panelOf = (text: string, title: string) =>
    (text.split(`<h2>${title}</h2>`)[1]?.split('</section>')[0] ?? '')
      .replaceAll(/<[^>]*>/g, ' ')
      .replaceAll(/\s+/g, ' ');

  it('is told in words, what lasts first, for the days and the filter of the page', async () => {
    const all = panelOf(await shown(''), 'What has changed');
    expect(all).toMatch(
      /No card of traction since 2026-11-03. 2026-11-09 lasts.*No calls since.*More cards of traction. 2026-11-10 2026-11-12/,
    );
    expect(all).not.toContain('A year ago');
    const ofClinic = panelOf(await shown('?site=clinic'), 'What has changed');
    expect(ofClinic).toContain('No calls since');
    expect(ofClinic).not.toContain('traction');
    expect(panelOf(await shown('?policy=decompression&site=mercy'), 'What has changed')).toContain(
      'Nothing, up to 2026-11-21.',
    );
  });

  it('stands beside what is usual in a week', async () => {
    const usual = panelOf(await shown(''), 'What is usual in a week');
    expect(usual).toContain('mercy all 700 mercy traction 14 12 0.5 3');
    expect(await shown('')).toContain('title="Mon 12, Tue 0, Wed 0, Thu 0, Fri 0, Sat 0, Sun 0"');
  });

  it('says that it was not looked for yet', async () => {
    const { text } = await request(startApp()).get('/insights');
    expect(panelOf(text, 'What has changed')).toContain('It has not been looked for yet.');
    expect(panelOf(text, 'What is usual in a week')).toContain('It has not been looked for yet.');
    const first = await shown('', { day: '2026-11-21', alarms: [], expected: [] });
    expect(panelOf(first, 'What is usual in a week')).toContain('Known after four weeks with calls.');
  });
});
