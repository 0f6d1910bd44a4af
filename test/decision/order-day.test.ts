import { describe, expect, it } from 'vitest';
import { callDay, dayOfOrder, instantOn } from '../../src/decision/order-day.ts';

const LATE = Date.parse('2026-11-22T23:30:00Z');
const ZONES = ['UTC', 'America/Los_Angeles', 'Asia/Tokyo', 'Pacific/Kiritimati', 'Pacific/Pago_Pago'];

describe('the day of a call', () => {
  it.each([
    ['UTC', '2026-11-22'],
    ['America/Los_Angeles', '2026-11-22'],
    ['Asia/Tokyo', '2026-11-23'],
  ])('is that of the site, in %s', (timeZone, today) => {
    expect(callDay(LATE, timeZone)).toEqual({ today, timeZone });
    expect(callDay(LATE, timeZone)).toEqual({ today, timeZone });
  });

  it('is that of UTC where the site names no time zone', () => {
    expect(callDay(LATE)).toEqual({ today: '2026-11-22', timeZone: 'UTC' });
  });

  it.each(ZONES)('is one that an instant can be found for, in %s', (timeZone) => {
    for (const day of ['2026-01-01', '2026-06-30', '2026-12-31'])
      expect(callDay(instantOn(day, timeZone), timeZone).today).toBe(day);
  });
});

describe('the day of an order', () => {
  const today = '2026-11-22';

  it.each<readonly [written: unknown, timeZone: string, day: string]>([
    ['2026-05-04', 'UTC', '2026-05-04'],
    ['2026-05-04', 'Asia/Tokyo', '2026-05-04'],
    ['2026-05-04T23:30:00Z', 'UTC', '2026-05-04'],
    ['2026-05-04T23:30:00Z', 'Asia/Tokyo', '2026-05-05'],
    ['2026-05-04T23:30:00.123-08:00', 'UTC', '2026-05-05'],
    ['2026-05-04T00:30:00+09:00', 'UTC', '2026-05-03'],
    ['2026-05-04T23:30', 'UTC', today],
    ['2026-05-04T99:30:00Z', 'UTC', today],
    ['2026-13-45', 'UTC', today],
    ['2026-05', 'UTC', today],
    ['on 2026-05-04', 'UTC', today],
    ['2026-05-04 or later', 'UTC', today],
    ['on 2026-05-04T23:30:00Z', 'UTC', today],
    ['2026-05-04T23:30:00Z or later', 'UTC', today],
    [undefined, 'UTC', today],
    [20260504, 'UTC', today],
  ])('that was authored on %j is in %s %s', (authoredOn, timeZone, day) => {
    expect(dayOfOrder({ resource: { resourceType: 'ServiceRequest', authoredOn } }, { today, timeZone })).toBe(day);
  });
});
