import { describe, expect, it } from 'vitest';
import { dayAfter, daysBetween, firstDayIn, lastDayIn } from '../src/calendar.ts';

describe('a FHIR date', () => {
  it.each([
    ['2025', '2025-01-01', '2025-12-31'],
    ['2025-02', '2025-02-01', '2025-02-28'],
    ['2024-02', '2024-02-01', '2024-02-29'],
    ['2025-04', '2025-04-01', '2025-04-30'],
    ['2025-04-07', '2025-04-07', '2025-04-07'],
  ])('%s begins on %s and ends on %s', (date, first, last) => {
    expect([firstDayIn(date), lastDayIn(date)]).toEqual([first, last]);
  });

  it.each(['2025-13', '2025-00', '25', 'soon', ''])('stays as it is where it is none: %j', (text) => {
    expect([firstDayIn(text), lastDayIn(text)]).toEqual([text, text]);
  });
});

it.each([
  ['2024-02-28', 2, '2024-03-01'],
  ['2026-01-01', -1, '2025-12-31'],
  ['2026-03-28', 2, '2026-03-30'],
])('%s and %i days make %s', (day, days, other) => {
  expect(dayAfter(day, days)).toBe(other);
  expect(daysBetween(day, other)).toBe(days);
});
