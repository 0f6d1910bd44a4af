import { expect, it } from 'vitest';
import { readInsights } from '../../src/store/read-insights.ts';
import { daysOf } from '../../src/store/span.ts';

const NOW = Date.parse('2026-11-29T12:00:00Z');

/** The first days of the weeks that are read. */
async function weeksRead(from: string, to: string): Promise<readonly string[]> {
  const weeks: string[] = [];
  const days = daysOf(from, to, NOW);
  if ('element' in days) throw new TypeError(days.text);
  const countsIn = async (week: { readonly from: string }) => {
    weeks.push(week.from);
    return [];
  };
  await readInsights({ countsIn }, days, NOW);
  return weeks;
}

it.each([
  ['2026-11-15', '9999-12-31', ['2026-11-15', '2026-11-16', '2026-11-23', '2026-11-30']],
  // Reports of later days may be about cards of the span.
  ['2026-11-15', '2026-11-16', ['2026-11-15', '2026-11-16', '2026-11-17', '2026-11-23', '2026-11-30']],
  ['2027-01-01', '9999-12-31', []],
])('of a span from %s to %s no week is read that cannot hold anything', async (from, to, weeks) => {
  expect(await weeksRead(from, to)).toEqual(weeks);
});

it('of a span that begins with the calendar no more is read than may be kept', async () => {
  expect((await weeksRead('0001-01-01', '2026-11-29')).length).toBeLessThan(5300);
});
