import { describe, expect, it } from 'vitest';
import { createEarlierOrders } from '../../src/decision/earlier-orders.ts';

describe('the day of an order', () => {
  const DAY = '2026-05-04';
  it.each([
    ['a date', { occurrenceDateTime: '2026-05-04' }, DAY],
    ['a time, by the calendar of the clinic', { occurrenceDateTime: '2026-05-04T23:30:00-08:00' }, DAY],
    ['the start of a period', { occurrencePeriod: { start: '2026-05-04', end: '2026-06-04' } }, DAY],
    ['a single event', { occurrenceTiming: { event: ['2026-05-04T10:00:00Z'] } }, DAY],
    ['several events', { occurrenceTiming: { event: ['2026-05-04', '2026-05-06'] } }, undefined],
    ['a schedule', { occurrenceTiming: { repeat: { frequency: 3 } } }, undefined],
    ['a month', { occurrenceDateTime: '2026-05' }, undefined],
    ['nothing', {}, undefined],
    ['junk', { occurrenceDateTime: 5, occurrencePeriod: 'x', occurrenceTiming: { event: { a: 1 } } }, undefined],
    ['a text', { occurrenceDateTime: 'tomorrow' }, undefined],
    ['a text with a day in it', { occurrenceDateTime: 'on 2026-05-04' }, undefined],
    ['an empty text and a period', { occurrenceDateTime: '', occurrencePeriod: { start: '2026-05-04' } }, DAY],
  ])('that has %s', (_name, order, day) => {
    const earlier = createEarlierOrders();
    earlier.add(order);
    const ofDay =
      day === undefined ? { sameDayOrder: [], undatedOrder: order } : { sameDayOrder: order, undatedOrder: [] };
    expect(earlier.of({ occurrenceDateTime: DAY })).toEqual(ofDay);
  });
});

describe('the earlier orders of an order', () => {
  const [monday, mondayToo, tuesday] = ['2026-05-04', '2026-05-04', '2026-05-05'].map((day, at) => ({
    id: `dated-${at}`,
    occurrenceDateTime: day,
  }));
  const [undated, undatedToo] = [{ id: 'undated-0' }, { id: 'undated-1' }];

  it.each([
    ['a dated order has the first of its day', [monday, mondayToo], monday, { sameDayOrder: monday, undatedOrder: [] }],
    ['a dated order has nothing of another day', [tuesday], monday, { sameDayOrder: [], undatedOrder: [] }],
    [
      'a dated order without one of its day has the first undated',
      [tuesday, undated, undatedToo],
      monday,
      { sameDayOrder: [], undatedOrder: undated },
    ],
    [
      'a dated order with one of its day has no undated',
      [undated, monday],
      mondayToo,
      { sameDayOrder: monday, undatedOrder: [] },
    ],
    [
      'an undated order has the first of all, dated or not',
      [monday, undated],
      undatedToo,
      { sameDayOrder: [], undatedOrder: monday },
    ],
    ['an undated order after none has none', [], undated, { sameDayOrder: [], undatedOrder: [] }],
  ] as const)('%s', (_rule, before, order, variables) => {
    const earlier = createEarlierOrders();
    for (const each of before) if (each) earlier.add(each);
    expect(earlier.of(order ?? {})).toEqual(variables);
  });
});
