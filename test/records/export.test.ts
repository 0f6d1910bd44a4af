import { describe, expect, it } from 'vitest';
import { exportAs } from '../../src/records/export.ts';
import type { Insights, PolicyRow } from '../../src/records/insight-rows.ts';

const row: PolicyRow = {
  week: '2026-W47',
  site: 'mercy',
  policy: 'traction',
  calls: 4,
  orders: 5,
  shown: 3,
  accepted: 0,
  overridden: 2,
  reasons: [
    { name: 'research-use', count: 1 },
    { name: 'none', count: 1 },
  ],
  unreported: 1,
  feedback: 2,
  acceptance: 0,
  override: 1,
  reportedShare: 2 / 3,
  unknown: 0,
  unknownCauses: [],
  unknownSteps: [{ name: 'payer: late', count: 3 }],
  latency: { p50: 1.5, p95: 2, p99: 3 },
  shadow: null,
};
const insights = (members: Partial<PolicyRow> = {}): Insights => ({
  policies: [{ ...row, ...members }],
  sites: [
    {
      week: '2026-W47',
      site: 'mercy',
      calls: 4,
      silent: 1,
      refused: [
        { name: 'wrong-hook', count: 2 },
        { name: 'invalid-json', count: 1 },
      ],
      incomplete: [{ name: 'conditions: withheld', count: 2 }],
      unrecognized: [],
      latency: null,
    },
  ],
  unmatched: [],
});
const reasonCell = (name: string) => {
  const line = policiesCsv(insights({ reasons: [{ name, count: 1 }], unknownSteps: [] })).split('\r\n')[1] ?? '';
  return line.split(',0.6667,')[1]?.split(',0,,,')[0];
};

const BESIDE = { notices: [], monitoring: undefined };
const policiesCsv = (from: Insights) => exportAs('csv', from, BESIDE).body;
const sitesCsv = (from: Insights) => exportAs('sites-csv', from, BESIDE).body;

describe('the table of policies', () => {
  it('has a header and one line for each row, ended as RFC 4180 says', () => {
    expect(policiesCsv(insights())).toBe(
      [
        'week,site,policy,calls,orders,shown,accepted,overridden,unreported,feedback,acceptance,override,reportedShare,reasons,unknown,unknown_causes,unknown_steps,p50_ms,p95_ms,p99_ms,shadow_calls,shadow_orders,shadow_cards,shadow_beside,shadow_findings,shadow_unknown,shadow_unknown_causes',
        '2026-W47,mercy,traction,4,5,3,0,2,1,2,0,1,0.6667,research-use=1; none=1,0,,payer: late=3,1.5,2,3,,,,,,,',
        '',
      ].join('\r\n'),
    );
  });

  it('has the same header for no rows', () => {
    const header = policiesCsv(insights()).split('\r\n')[0];
    expect(policiesCsv({ policies: [], sites: [], unmatched: [] })).toBe(`${header}\r\n`);
  });

  it('leaves empty what is not known', () => {
    const csv = policiesCsv(insights({ acceptance: null, override: null, reportedShare: null, latency: null }));
    expect(csv.split('\r\n')[1]).toBe(
      '2026-W47,mercy,traction,4,5,3,0,2,1,2,,,,research-use=1; none=1,0,,payer: late=3,,,,,,,,,,',
    );
  });

  it('says last what a policy in shadow would have done', () => {
    const shadow = {
      calls: 7,
      orders: 8,
      cards: 6,
      beside: 1,
      unknown: 2,
      unknownSteps: [],
      findings: [
        { name: 'contraindicated', count: 4 },
        { name: 'units', count: 2 },
      ],
      unknownCauses: [{ name: 'payer: late', count: 2 }],
    };
    const line = policiesCsv(insights({ shadow })).split('\r\n')[1];
    expect(line).toMatch(/,1\.5,2,3,7,8,6,1,contraindicated=4; units=2,2,payer: late=2$/);
  });

  it.each([
    ['a comma', 'other: a,b', '"other: a,b=1"'],
    ['a quote', 'other: a "b"', '"other: a ""b""=1"'],
    ['a line end', 'other: a\r\nb', 'other: a b=1'],
    ['the signs that part counts', 'other: a=9; b=9', 'other: a 9 b 9=1'],
    ['a formula', '=HYPERLINK("x")', '"HYPERLINK(""x"")=1"'],
    ['a formula that begins with +', '+1+1', "'+1+1=1"],
    ['a formula that begins with -', '-1+1', "'-1+1=1"],
    ['a formula that begins with @', '@SUM(1)', "'@SUM(1)=1"],
  ])('is not upset by %s in a name', (_what, name, cell) => {
    expect(reasonCell(name)).toBe(cell);
  });

  it('does not let a site or a policy be run as a formula', () => {
    expect(policiesCsv(insights({ site: '=1+1', policy: '@x' })).split('\r\n')[1]).toMatch(/^2026-W47,'=1\+1,'@x,/);
  });
});

describe('the table of sites', () => {
  it('has one line for each site and week', () => {
    expect(sitesCsv(insights())).toBe(
      [
        'week,site,calls,silent,refused,refused_by,incomplete,unrecognized,p50_ms,p95_ms,p99_ms',
        '2026-W47,mercy,4,1,3,wrong-hook=2; invalid-json=1,conditions: withheld=2,,,,',
        '',
      ].join('\r\n'),
    );
  });
});
