import { render } from 'preact-render-to-string';
import { describe, expect, it } from 'vitest';
import { countBars } from '../../src/pages/insights/chart.ts';
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

describe('counts by name', () => {
  const counts = (length: number) => Array.from({ length }, (_, at) => ({ name: `n${at}`, count: length - at }));
  const shown = (length: number) => render(countBars('Refused', counts(length), 'None.'));

  it('stand in one table where they are few', () => {
    expect(shown(12)).not.toContain('<details');
    expect(shown(0)).toContain('None.');
  });

  it('are folded behind the twelve that come first, with bars of one scale', () => {
    const [first = '', folded = ''] = shown(15).split('<summary>3 more</summary>');
    expect(first).toContain('n11');
    expect(first).not.toContain('n12');
    expect(folded).toContain('Refused, the rest');
    expect(folded).toContain('width="20"');
  });
});
