import { describe, expect, it } from 'vitest';
import { statusOf } from '../../src/pages/policy/status.ts';
import type { Policy } from '../../src/policies/policy.ts';

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
    ['active', { start: '2026-01-01', end: '2026-11-22' }, 'Current since 2026-01-01, until 2026-11-22'],
    ['active', { end: '2027-06-30' }, 'Current until 2027-06-30'],
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
    ['2026-11-22', 'Replaced by 2.0.0 on 2026-11-22', 'Current since 2026-11-22, until 2026-12-31'],
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
