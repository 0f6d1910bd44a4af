import { describe, expect, it } from 'vitest';
import { expectedIn } from '../../src/backtest/expected-week.ts';
import { createProgress } from '../../src/backtest/progress.ts';
import { countsCsv } from '../../src/backtest/report-csv.ts';
import { cardsByMonth, causes, ordersByMonth, payers } from '../../src/backtest/report-figures.ts';
import { reportPage } from '../../src/backtest/report-page.ts';
import { type CountKind, Tally } from '../../src/backtest/tally.ts';
import {
  backtestOf,
  boneCancer,
  coverage,
  type ExportContent,
  laboratory,
  ordered,
  reportOf,
  traction,
} from '../support/tested-export.ts';

const HOSTILE = '<script>alert(1)</script><img src=x onerror=alert(1)> Mechanical traction';
const EXPORT: ExportContent = {
  'ServiceRequest.ndjson': [
    traction({ code: { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '97012' }], text: HOSTILE } }),
    ordered('No Dynesys', { id: 'o2', authoredOn: '2026-05-02' }),
    laboratory({ id: 'o3', authoredOn: undefined }),
  ],
  '<b>.ndjson': '{"broken": \n',
  'Condition.ndjson': [boneCancer()],
  'Coverage.ndjson': [coverage()],
};

describe('the report in HTML', () => {
  const make = async () => reportPage(reportOf(await backtestOf(EXPORT, { withText: true })));

  it('shows words of orders and names of files as text', async () => {
    const page = await make();
    expect(page).toContain('&lt;script>alert(1)&lt;/script>&lt;img src=x onerror=alert(1)> Mechanical traction');
    expect(page).toContain('&lt;b>.ndjson:1');
    expect(page).not.toMatch(/<script|<img|<b>/);
  });

  it('loads nothing, runs nothing, and lets only its own style sheet apply', async () => {
    const page = await make();
    expect(page).toMatch(
      /content="default-src 'none'; style-src 'sha256-[^"]*'; img-src data:; base-uri 'none'; form-action 'none'"/,
    );
    const addresses = [...page.matchAll(/\s(?:src|href|action|srcset)="([^"]*)"/g)].map(([, address]) => address);
    expect(addresses).toEqual(['data:,']);
    expect(page).not.toMatch(/\son[a-z]+="|\sstyle="|@import|url\((?!["']?data:)/);
  });

  it('has a table behind each chart', async () => {
    const page = await make();
    expect(page.match(/<svg class="chart"/g)).toHaveLength(2);
    expect(page.match(/<details class="behind">/g)).toHaveLength(2);
    expect(page).toContain('<th scope="row">2026-03</th><td>1</td>');
  });

  it('gives the cards a week for the site’s file, from the first month to the last', async () => {
    const orders = Array.from({ length: 13 }, (_, at) => traction({ id: `o${at}`, authoredOn: `2026-01-${10 + at}` }));
    const report = reportOf(
      await backtestOf({ ...EXPORT, 'ServiceRequest.ndjson': [...orders, laboratory({ id: 'l1' })] }),
    );
    // From January to March there are 13 weeks.
    expect(report.expectedCards).toEqual({ traction: 1 });
    expect(reportPage(report)).toContain('expectedCards: { traction: 1 }');
  });

  it('gives the cards of a week by weekday, and leaves out orders without a date', async () => {
    // In March there are 4.35 weeks. The 2nd is a Monday.
    const decided = [2, 9, 10].map((day) =>
      traction({ id: `c${day}`, authoredOn: `2026-03-${`${day}`.padStart(2, '0')}` }),
    );
    const undated = traction({ id: 'u', authoredOn: undefined });
    const report = reportOf(await backtestOf({ ...EXPORT, 'ServiceRequest.ndjson': [...decided, undated] }));
    expect(report.expected['traction']?.cards).toEqual({ week: 0.69, byWeekday: [0.46, 0.23, 0, 0, 0, 0, 0] });
    expect(reportPage(report)).toContain(
      '<td class="words">cards</td><td class="number">0.69</td><td class="number">0.46</td>',
    );
  });

  it('tells how answers change only where two knowledges were compared', async () => {
    expect(await make()).not.toContain('Answers that change');
    const result = await backtestOf(EXPORT);
    expect(reportPage(reportOf(result, 'f'.repeat(64)))).toContain('All answers are the same.');
  });

  it('says so where there is nothing', async () => {
    const page = reportPage(reportOf(await backtestOf({ 'ServiceRequest.ndjson': '' })));
    for (const nothing of [
      'Nothing yet.',
      'No card.',
      'Nothing was unknown.',
      'No finding.',
      'All lines could be used.',
    ])
      expect(page).toContain(nothing);
  });

  it('tells orders that were not judged, copies and files that were left out', async () => {
    const orders = [traction(), traction(), traction({ id: 'o2', subject: undefined })];
    const page = reportPage(
      reportOf(await backtestOf({ ...EXPORT, 'ServiceRequest.ndjson': orders, 'notes.csv': 'a,b' })),
    );
    expect(page).toContain(
      'copies among those of the patients that policies concern: 1; is for no patient that can be told: 1 more',
    );
    expect(page).toMatch(/Files left out<\/h2>.*: notes\.csv\./);
  });

  it('shows the first rows of a long table, and says how many more there are', async () => {
    const orders = Array.from({ length: 250 }, (_, at) =>
      traction({
        id: `o${at}`,
        code: {
          coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '97012' }],
          text: `Mechanical traction no. ${at}`,
        },
      }),
    );
    const result = await backtestOf({ ...EXPORT, 'ServiceRequest.ndjson': orders }, { withText: true });
    expect(reportPage(reportOf(result))).toContain('50 more rows in report.json.');
  });
});

describe('the figures', () => {
  const count = (kind: CountKind, month: string, policy: string, orders: number, more: object = {}) => ({
    kind,
    month,
    weekday: 'Mon' as const,
    policy,
    version: '1',
    finding: 'f',
    payer: 'none',
    name: '',
    reason: '',
    orders,
    ...more,
  });

  it('chart cards by month and policy, months without a card too', async () => {
    const result = await backtestOf({ 'x.ndjson': '' });
    const counts = [
      count('card', '2026-01', 'traction', 2),
      count('card', '2026-01', 'traction', 3, { finding: 'g' }),
      count('card', '2026-03', 'unloading', 1),
      count('order', '2026-02', '', 9),
      count('order', '2026-02', '', 4, { reason: 'asks for nothing' }),
      count('missed', '2026-03', 'traction', 7),
      count('unknown', '2026-03', 'traction', 5, { reason: 'x' }),
    ];
    const report = reportOf({ ...result, counts });
    const { series, points } = cardsByMonth(report);
    expect(series.map(({ title }) => title)).toEqual(['traction', 'unloading']);
    expect(points.map(({ label, values }) => [label, ...Object.values(values)])).toEqual([
      ['2026-01', 5, 0],
      ['2026-02', 0, 0],
      ['2026-03', 0, 1],
    ]);
    expect(ordersByMonth(report).points).toEqual([{ label: '2026-02', values: { 'series-6': 9 } }]);
    expect(payers(report)).toEqual([{ name: 'no coverage in force on the day', count: 6 }]);
    const atPayer = { ...report, counts: [count('card', '2026-01', 'traction', 2, { payer: 'bcbsmn' })] };
    expect(payers(atPayer)).toEqual([{ name: 'Blue Cross and Blue Shield of Minnesota', count: 2 }]);
    expect(causes(report)).toEqual([{ name: 'traction: x, and so no finding', count: 5 }]);
  });

  it('tell the undecided orders of a week by policy and weekday, and cards where there are any', () => {
    const counts = [
      count('unknown', '2026-03', 'traction', 5, { reason: 'x' }),
      count('unknown', '2026-03', 'traction', 2, { reason: 'y', weekday: 'Sun' }),
      count('unknown', 'undated', 'traction', 9, { weekday: '' }),
      count('card', '2026-03', 'unloading', 1),
    ];
    const none = { week: 0, byWeekday: [0, 0, 0, 0, 0, 0, 0] };
    expect(expectedIn(counts)).toEqual({
      expected: {
        traction: { cards: none, unknown: { week: 1.61, byWeekday: [1.15, 0, 0, 0, 0, 0, 0.46] } },
        unloading: { cards: { week: 0.23, byWeekday: [0.23, 0, 0, 0, 0, 0, 0] }, unknown: none },
      },
      expectedCards: { unloading: 0.23 },
    });
  });

  it('of more policies than there are colours put the rest together', async () => {
    const result = await backtestOf({ 'x.ndjson': '' });
    const policies = Array.from({ length: 8 }, (_, at) => `p${at}`);
    const { series, points } = cardsByMonth(
      reportOf({ ...result, counts: policies.map((policy) => count('card', '2026-01', policy, 1)) }),
    );
    expect(series.map(({ title }) => title).at(-1)).toBe('p5, p6, p7');
    expect(points[0]?.values['series-6']).toBe(3);
  });
});

const NONE = {
  kind: 'card',
  month: '',
  weekday: '',
  policy: '',
  version: '',
  finding: '',
  payer: '',
  name: '',
  reason: '',
  orders: 0,
} as const;

it('the counts as CSV have a header, and nothing that a spreadsheet would run', async () => {
  const { counts } = await backtestOf(EXPORT);
  const lines = countsCsv([...counts, { ...(counts[0] ?? NONE), reason: '=1+1' }]).split('\r\n');
  expect(lines[0]).toBe('month,weekday,kind,policy,version,finding,payer,name,reason,orders');
  expect(lines).toContain('2026-03,Tue,card,traction,1.0.0,contraindicated,original-medicare,,,1');
  expect(lines.at(-2)).toContain("'=1+1");
});

it('a tally keeps the first of an endless number of texts, and counts all orders', () => {
  const tally = new Tally();
  for (let at = 0; at < 20_010; at++) tally.add({ kind: 'card', month: '2026-01' }, `text ${at}`);
  tally.add({ kind: 'card', month: '2026-01' }, 'text 7');
  const { counts, texts } = tally.sums();
  expect(counts).toMatchObject([{ orders: 20_011 }]);
  expect(texts).toHaveLength(20_000);
  expect(texts[0]).toMatchObject({ text: 'text 7', orders: 2 });
});

describe('progress', () => {
  function written(isTTY: boolean, step: number) {
    const lines: string[] = [];
    let now = 0;
    const progress = createProgress({ isTTY, write: (text) => lines.push(text) }, () => now);
    progress.begin('orders', 1000);
    for (let bytes = 0; bytes < 1000; bytes += 250) {
      now += step;
      progress.onBytes(250);
    }
    progress.end();
    return lines.map((line) => line.replaceAll('\r\u001b[K', '<'));
  }

  it('is one line on a terminal, which goes in the end', () => {
    expect(written(true, 150)).toEqual(['<orders', '<orders: 50 %', '<orders: 100 %', '<']);
  });

  it('is now and then a line in a file', () => {
    expect(written(false, 6000)).toEqual(['orders\n', 'orders: 50 %\n', 'orders: 100 %\n']);
  });
});
