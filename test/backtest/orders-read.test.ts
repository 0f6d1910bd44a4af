import { describe, expect, it } from 'vitest';
import { filesLeftOut } from '../../src/backtest/backtest-report.ts';
import { callOf } from '../support/call.ts';
import {
  backtestOf,
  boneCancer,
  coverage,
  type ExportContent,
  laboratory,
  traction,
} from '../support/tested-export.ts';

const CHART: ExportContent = { 'Condition.ndjson': [boneCancer()], 'Coverage.ndjson': [coverage()] };

describe('the date of an order that names no day', () => {
  it.each(['2026-01', '2026', '15.01.2026', 'soon', '2026-02-30', '2026-03-10T09:00:00', 20260310])(
    '%s is named, and the order counts as one without a date',
    async (authoredOn) => {
      const { read, counts } = await backtestOf({ ...CHART, 'ServiceRequest.ndjson': [traction({ authoredOn })] });
      expect(read.faults).toMatchObject([{ line: 1, reason: expect.stringContaining('authoredOn names no day') }]);
      expect(counts.map(({ kind, month }) => [kind, month])).toEqual([
        ['card', 'undated'],
        ['order', 'undated'],
      ]);
    },
  );

  it('is named of a saved call, too', async () => {
    const saved = callOf({ order: { codes: ['cpt 97012 Mechanical traction'], authoredOn: '2026-03' } });
    const { read, told } = await backtestOf({ 'calls.ndjson': [saved] });
    expect(read.faults).toMatchObject([{ reason: expect.stringContaining('authoredOn names no day') }]);
    expect(told).toContainEqual(expect.stringMatching(/^card traction/));
  });
});

it('an order for nobody that a policy concerns is counted apart from those that were judged', async () => {
  const { counts } = await backtestOf({
    ...CHART,
    'ServiceRequest.ndjson': [
      traction(),
      traction({ id: 'o2', subject: undefined }),
      laboratory({ subject: undefined }),
    ],
  });
  expect(counts.filter(({ kind }) => kind === 'order')).toMatchObject([
    { reason: '', orders: 2 },
    { reason: 'is for no patient that can be told', orders: 1 },
  ]);
});

it('copies and versions of one order are judged once, and told', async () => {
  const copy = traction({ meta: { lastUpdated: '2026-04-01' } });
  const { told, copies } = await backtestOf({ ...CHART, 'ServiceRequest.ndjson': [traction(), copy, copy] });
  expect(told).toEqual(['card traction/contraindicated original-medicare × 1']);
  expect(copies).toBe(2);
});

it('counts types that no policy asks for, and leaves their files out', async () => {
  const { read, told } = await backtestOf({
    ...CHART,
    'ServiceRequest.ndjson': [traction(), { resourceType: 'Basic', id: 'b1' }],
    'Observation.ndjson': [{ resourceType: 'Observation', id: 'x' }],
    'all.json': JSON.stringify({ resourceType: 'Bundle', entry: [{ resource: traction({ id: 'o2' }) }] }, null, 2),
    'notes.csv': 'a,b',
  });
  expect(told).toContain('card traction/contraindicated original-medicare × 1');
  expect(read.types).toEqual({ Basic: 1, Condition: 1, Coverage: 1, ServiceRequest: 1 });
  expect(filesLeftOut(read)).toEqual([
    'Observation.ndjson (Observation)',
    'all.json (Bundle: write its resources one a line)',
    'notes.csv',
  ]);
});
