import { describe, expect, it } from 'vitest';
import { latencyChart } from '../../src/pages/insights/figures.ts';
import { statusOf } from '../../src/pages/policy/status.ts';
import type { Policy } from '../../src/policies/policy.ts';
import type { SiteRow } from '../../src/records/insight-rows.ts';

const TODAY = '2026-11-22';

function versionOf(
  version: string,
  { start, end }: { readonly start?: string | undefined; readonly end?: string | undefined },
  status: Policy['status'] = 'active',
) {
  return { id: 'traction', version, status, isActive: status === 'active', period: { start, end } };
}

describe('the status of a policy', () => {
  it.each([
    ['draft', {}, 'Draft, judges nothing'],
    ['retired', {}, 'Retired'],
    ['active', {}, 'Current, undated'],
    ['active', { start: '2026-01-01' }, 'Current since 2026-01-01'],
    ['active', { start: '2027-01-01' }, 'From 2027-01-01'],
    ['active', { end: '2026-11-21' }, 'Ended 2026-11-21'],
  ] as const)(
    '%s with the period %j is told as a person says it',
    (status, { start, end }: { readonly start?: string; readonly end?: string }, words) => {
      expect(statusOf(versionOf('1.0.0', { start, end }, status), TODAY, []).words).toBe(words);
    },
  );

  it.each([
    ['2026-11-21', 'Current since 2026-01-01', 'From 2026-11-22'],
    ['2026-11-22', 'Replaced by 2.0.0 on 2026-11-22', 'Current since 2026-11-22'],
    ['2027-01-01', 'Current since 2026-01-01', 'Ended 2026-12-31'],
  ])('on %s, where a later version begins and ends, is %s for the first and %s for the second', (day, ...words) => {
    const all = [
      versionOf('1.0.0', { start: '2026-01-01' }),
      versionOf('2.0.0', { start: '2026-11-22', end: '2026-12-31' }),
      { ...versionOf('9.0.0', { start: '2026-11-22' }), id: 'another' },
    ];
    expect(all.slice(0, 2).map((version) => statusOf(version, day, all).words)).toEqual(words);
  });

  it('names the version that took over from it, and not a later one', () => {
    const all = [
      versionOf('3.0.0', { start: '2026-11-01' }),
      versionOf('1.0.0', { start: '2024-01-01' }),
      versionOf('2.0.0', { start: '2025-01-01' }),
    ];
    expect(all.map((version) => statusOf(version, TODAY, all).words)).toEqual([
      'Current since 2026-11-01',
      'Replaced by 2.0.0 on 2025-01-01',
      'Replaced by 3.0.0 on 2026-11-01',
    ]);
  });
});

describe('the chart of the time to answer', () => {
  const row = (week: string, site: string, latency: SiteRow['latency']): SiteRow => ({
    week,
    site,
    latency,
    calls: 1,
    silent: 0,
    refused: [],
    incomplete: [],
    unrecognized: [],
  });

  it('shows the slowest site of each week, in order, and leaves out weeks without calls', () => {
    const { points } = latencyChart([
      row('2026-W47', 'north', { p50: 3, p95: 9, p99: 20 }),
      row('2026-W47', 'south', { p50: 4, p95: 5, p99: 6 }),
      row('2026-W45', 'north', { p50: 1, p95: 2, p99: 3 }),
      row('2026-W46', 'north', null),
    ]);
    expect(points).toEqual([
      { label: '2026-W45', values: { p50: 1, p95: 2 } },
      { label: '2026-W47', values: { p50: 4, p95: 9 } },
    ]);
  });
});
