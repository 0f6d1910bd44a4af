import { describe, expect, it } from 'vitest';
import { visitsOf } from '../../src/decision/visits.ts';
import type { JsonObject } from '../../src/json.ts';

const weeks = (value: number) => ({ value, unit: 'wk', system: 'http://unitsofmeasure.org', code: 'wk' });

describe('the visits that a Timing comes to', () => {
  it.each<readonly [rule: string, timing: JsonObject | undefined, visits: number | undefined]>([
    ['are its count', { repeat: { count: 6, frequency: 2, period: 1, periodUnit: 'wk' } }, 6],
    ['are the most of its counts', { repeat: { count: 3, countMax: 6 } }, 6],
    [
      'are its highest frequency over its duration',
      { repeat: { frequency: 2, frequencyMax: 3, period: 1, periodUnit: 'wk', boundsDuration: weeks(3) } },
      9,
    ],
    [
      'are its frequency over its longest duration',
      { repeat: { frequency: 3, period: 1, periodUnit: 'wk', boundsRange: { low: weeks(4), high: weeks(6) } } },
      18,
    ],
    [
      'are not told by a duration without an upper bound',
      { repeat: { frequency: 3, period: 1, periodUnit: 'wk', boundsRange: { low: weeks(4) } } },
      undefined,
    ],
    ['are the dates it lists', { event: ['2026-03-02', '2026-03-05', '2026-03-09'] }, 3],
    [
      'are its frequency over its duration',
      { repeat: { frequency: 2, period: 1, periodUnit: 'wk', boundsDuration: weeks(5) } },
      10,
    ],
    [
      'are one a period where no frequency is given',
      { repeat: { period: 2, periodUnit: 'd', boundsDuration: weeks(2) } },
      7,
    ],
    [
      'are its frequency from the first day to the last',
      {
        repeat: { frequency: 1, period: 1, periodUnit: 'wk', boundsPeriod: { start: '2026-03-02', end: '2026-03-29' } },
      },
      4,
    ],
    [
      'are not told by a period that ends before it starts',
      {
        repeat: { frequency: 1, period: 1, periodUnit: 'd', boundsPeriod: { start: '2026-03-20', end: '2026-03-05' } },
      },
      undefined,
    ],
    [
      'are its weekdays over its duration',
      { repeat: { dayOfWeek: ['mon', 'wed', 'fri'], boundsDuration: weeks(2) } },
      6,
    ],
    [
      'are its frequency on each of its weekdays where it is daily',
      {
        repeat: {
          frequency: 1,
          period: 1,
          periodUnit: 'd',
          dayOfWeek: ['mon', 'wed', 'fri'],
          boundsDuration: weeks(4),
        },
      },
      12,
    ],
    [
      'are its weekdays where its weekly frequency is lower',
      { repeat: { frequency: 1, period: 1, periodUnit: 'wk', dayOfWeek: ['tue', 'thu'], boundsDuration: weeks(3) } },
      6,
    ],
    [
      'are its weekly frequency where that is higher than its weekdays',
      { repeat: { frequency: 4, period: 1, periodUnit: 'wk', dayOfWeek: ['tue', 'thu'], boundsDuration: weeks(3) } },
      12,
    ],
    [
      'are its weekdays of every second week where its frequency is lower',
      { repeat: { period: 2, periodUnit: 'wk', dayOfWeek: ['mon', 'wed', 'fri'], boundsDuration: weeks(8) } },
      12,
    ],
    [
      'are one every second week on one weekday',
      { repeat: { frequency: 1, period: 2, periodUnit: 'wk', dayOfWeek: ['mon'], boundsDuration: weeks(4) } },
      2,
    ],
    [
      'are its frequency over months, whatever the weekdays',
      {
        repeat: {
          frequency: 1,
          period: 1,
          periodUnit: 'mo',
          dayOfWeek: ['mon', 'tue'],
          boundsDuration: { value: 3, code: 'mo' },
        },
      },
      3,
    ],
    [
      'are read from words where the duration has no code',
      { repeat: { frequency: 3, period: 1, periodUnit: 'wk', boundsDuration: { value: 4, unit: 'weeks' } } },
      12,
    ],
    ['are not known without bounds', { repeat: { frequency: 3, period: 1, periodUnit: 'wk' } }, undefined],
    [
      'are not known where the bounds have no end',
      { repeat: { frequency: 3, period: 1, periodUnit: 'wk', boundsPeriod: { start: '2026-03-02' } } },
      undefined,
    ],
    [
      'are not known by a unit nobody knows',
      { repeat: { frequency: 3, period: 1, periodUnit: 'moon', boundsDuration: weeks(4) } },
      undefined,
    ],
    ['are its count, whatever dates it lists', { event: ['2026-03-02'], repeat: { count: 6 } }, 6],
    [
      'are the dates it lists where nothing tells how often in its bounds',
      { event: ['2026-03-02'], repeat: { boundsDuration: weeks(2) } },
      1,
    ],
    [
      'are its frequency from the day of the first time to that of the last',
      {
        repeat: {
          ...{ frequency: 1, period: 1, periodUnit: 'd' },
          boundsPeriod: { start: '2026-03-02T20:00:00-08:00', end: '2026-03-29T01:00:00-08:00' },
        },
      },
      28,
    ],
    ['are not known by a count of none', { repeat: { count: 0 } }, undefined],
    [
      'are one in a period of one day',
      {
        repeat: {
          ...{ frequency: 1, period: 1, periodUnit: 'd' },
          boundsPeriod: { start: '2026-03-02', end: '2026-03-02' },
        },
      },
      1,
    ],
    [
      'are as often on each of its weekdays as on a day',
      {
        repeat: { frequency: 2, period: 1, periodUnit: 'd', dayOfWeek: ['mon', 'wed'], boundsDuration: weeks(1) },
      },
      4,
    ],
    ['are not known by a count that is a text', { repeat: { count: '6' } }, undefined],
    [
      'are not known by a duration without a number',
      { repeat: { frequency: 3, period: 1, periodUnit: 'wk', boundsDuration: { unit: 'wk', code: 'wk' } } },
      undefined,
    ],
    ['are not known by a count in words', { repeat: { count: 'six' } }, undefined],
    ['are not known by an empty list of dates', { event: [] }, undefined],
    ['are not known by a list of dates that is none', { event: '2026-03-02' }, undefined],
    ['are not known by no weekdays', { repeat: { dayOfWeek: [], boundsDuration: weeks(2) } }, undefined],
    [
      'are not known by weekdays that are no list',
      { repeat: { dayOfWeek: 'mon', boundsDuration: weeks(2) } },
      undefined,
    ],
    [
      'are not known over a duration of nothing',
      { repeat: { frequency: 3, period: 1, periodUnit: 'wk', boundsDuration: weeks(0) } },
      undefined,
    ],
    [
      'are not known from a first day that is no date',
      { repeat: { frequency: 3, period: 1, periodUnit: 'wk', boundsPeriod: { start: 'soon', end: '2026-03-29' } } },
      undefined,
    ],
    ['are not known without a Timing', undefined, undefined],
  ])('%s', (_rule, timing, visits) => {
    expect(visitsOf({ resourceType: 'ServiceRequest', occurrenceTiming: timing })).toBe(visits);
  });
});
