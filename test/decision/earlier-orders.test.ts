import { describe, expect, it } from 'vitest';
import { dayOf } from '../../src/decision/earlier-orders.ts';

describe('the day of an order', () => {
  it.each([
    ['a date', { occurrenceDateTime: '2026-05-04' }, '2026-05-04'],
    ['a time, by the calendar of the clinic', { occurrenceDateTime: '2026-05-04T23:30:00-08:00' }, '2026-05-04'],
    ['the start of a period', { occurrencePeriod: { start: '2026-05-04', end: '2026-06-04' } }, '2026-05-04'],
    ['a single event', { occurrenceTiming: { event: ['2026-05-04T10:00:00Z'] } }, '2026-05-04'],
    ['several events', { occurrenceTiming: { event: ['2026-05-04', '2026-05-06'] } }, undefined],
    ['a schedule', { occurrenceTiming: { repeat: { frequency: 3 } } }, undefined],
    ['a month', { occurrenceDateTime: '2026-05' }, undefined],
    ['nothing', {}, undefined],
    ['junk', { occurrenceDateTime: 5, occurrencePeriod: 'x', occurrenceTiming: { event: { a: 1 } } }, undefined],
    ['a text', { occurrenceDateTime: 'tomorrow' }, undefined],
    ['an empty text and a period', { occurrenceDateTime: '', occurrencePeriod: { start: '2026-05-04' } }, '2026-05-04'],
  ])('that has %s', (_name, order, day) => {
    expect(dayOf(order)).toBe(day);
  });
});
