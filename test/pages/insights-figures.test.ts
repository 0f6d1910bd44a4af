import { describe, expect, it } from 'vitest';
import { latencyChart, percentOf } from '../../src/pages/insights/figures.ts';
import type { SiteRow } from '../../src/records/insight-rows.ts';

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

describe('a share', () => {
  it.each([
    [281, 282, 'over 99 %'],
    [282, 282, '100 %'],
    [1, 282, 'under 1 %'],
    [0, 282, '0 %'],
    [99, 100, '99 %'],
    [1, 100, '1 %'],
    [1, 3, '33 %'],
  ])('of %d in %d is written as %s: never as all or none where it is neither', (part, whole, written) => {
    expect(percentOf(part, whole)).toBe(written);
  });
});
