import { dayAfter } from '../../src/calendar.ts';
import type { AlarmKind } from '../../src/monitoring/alarm.ts';
import { FIRST, type SimulatedDay } from './simulated-site.ts';

/** Half a year to learn from, and a year that is watched. */
export const DAYS = 182 + 364;

/** Cards a week of each policy, in which 700 calls are made. */
export const VOLUMES = { often: 60, sometimes: 12, seldom: 3 } as const;
const CALLS = 700;

const HOSPITAL = [120, 125, 120, 120, 115, 55, 45];
const CLINIC = [145, 150, 145, 140, 120, 0, 0];
/** Shares of the calls. */
const LOCAL_SYSTEM = { 'system urn:example:local': 0.02 };
const RENAMED = { 'system https://codes.example.org/cpt': 0.4 };
/** Cards for each order. */
const CARDS = 0.9;

/** Christmas week and single holidays, by the day of the year from the first Monday of January. */
const CHRISTMAS = { first: 350, last: 356 };
const isHoliday = (day: number) => {
  const ofYear = day % 364;
  return (ofYear >= CHRISTMAS.first && ofYear <= CHRISTMAS.last) || [13, 139, 179, 237, 321, 322].includes(ofYear);
};

/** The holiday week that is simulated, YYYY-MM-DD. */
export const HOLIDAYS = { first: dayAfter(FIRST, CHRISTMAS.first), last: dayAfter(FIRST, CHRISTMAS.last) };

const season = (day: number, phase: number) => Math.sin((2 * Math.PI * day) / 364 + phase);

/** A day without a fault: seasons and holidays change the calls, and seasons what is ordered, too. */
function wellDay(calls: readonly number[], onHolidays: number) {
  return (day: number, weekday: number): SimulatedDay => ({
    calls: (calls[weekday] ?? 0) * (1 + 0.15 * season(day, 0)) * (isHoliday(day) ? onHolidays : 1),
    orders: Object.fromEntries(
      Object.entries(VOLUMES).map(([policy, cards]) => [
        policy,
        ((cards / CALLS) * (1 + 0.1 * season(day, 1))) / CARDS,
      ]),
    ),
    cards: CARDS,
    unknown: 0.04,
    missing: 0.08,
    overridden: 0.5,
    unrecognized: LOCAL_SYSTEM,
  });
}

const hospitalDay = wellDay(HOSPITAL, 0.3);
const clinicDay = wellDay(CLINIC, 0);

const times = (orders: SimulatedDay['orders'], factor: number) =>
  Object.fromEntries(Object.entries(orders).map(([policy, rate]) => [policy, rate * factor]));

/** Other calls, and as many orders as before. */
const withCalls = ({ calls, orders }: SimulatedDay, factor: number) => ({
  calls: calls * factor,
  orders: times(orders, 1 / factor),
});

/** Something that happens at a site, and how it is noticed. */
export interface Scenario {
  readonly title: string;
  /** Alarms that should be raised: of each policy, or of the site. */
  readonly alarms?: readonly { readonly kind: AlarmKind; readonly of: 'policies' | 'site' }[];
  /** Alarms that are right as well. */
  readonly alsoRight?: readonly AlarmKind[];
  day(day: number, weekday: number, changedOn: number): SimulatedDay;
}

/** From a day on the site is different. */
const changed =
  (change: (well: SimulatedDay, since: number) => Partial<SimulatedDay>, well = hospitalDay): Scenario['day'] =>
  (day, weekday, changedOn) => {
    const before = well(day, weekday);
    return day < changedOn ? before : { ...before, ...change(before, day - changedOn) };
  };

export const SCENARIOS: readonly Scenario[] = [
  { title: 'a hospital as always, with a holiday week', day: hospitalDay },
  { title: 'a clinic as always, closed for a holiday week', day: clinicDay },
  {
    title: 'a code is replaced, and all orders have the new one',
    alarms: [{ kind: 'silent', of: 'policies' }],
    day: changed(({ orders }) => ({ orders: times(orders, 0) })),
  },
  {
    title: 'a code is replaced, and half of the orders have the new one',
    alarms: [{ kind: 'silent', of: 'policies' }],
    day: changed(({ orders }) => ({ orders: times(orders, 0.5) })),
  },
  {
    title: 'a code system is renamed: one order in ten is still known by its words',
    alarms: [
      { kind: 'silent', of: 'policies' },
      { kind: 'unrecognized', of: 'site' },
    ],
    day: changed(({ orders, unrecognized }) => ({
      orders: times(orders, 0.1),
      unrecognized: { ...unrecognized, ...RENAMED },
    })),
  },
  {
    title: 'an upgrade drops prefetch: half of the orders cannot be decided',
    alarms: [
      { kind: 'unknown', of: 'policies' },
      { kind: 'missing', of: 'site' },
    ],
    alsoRight: ['silent'],
    day: changed(() => ({ missing: 0.95, unknown: 0.5, cards: 0.5 })),
  },
  {
    title: 'a rule is there twice',
    alarms: [{ kind: 'flooding', of: 'policies' }],
    day: changed(() => ({ cards: 2 * CARDS })),
  },
  {
    title: 'all cards are overridden',
    alarms: [{ kind: 'overridden', of: 'policies' }],
    day: changed(() => ({ overridden: 0.99 })),
  },
  {
    title: 'the EHR of a hospital calls no more',
    alarms: [{ kind: 'no-calls', of: 'site' }],
    day: changed(() => ({ calls: 0 })),
  },
  {
    title: 'the EHR of a clinic calls no more',
    alarms: [{ kind: 'no-calls', of: 'site' }],
    day: changed(() => ({ calls: 0 }), clinicDay),
  },
  {
    title: 'a new clinic joins the site: half as many calls again',
    day: changed(({ calls }) => ({ calls: calls * 1.5 })),
  },
  {
    title: 'a new clinic joins that never orders what the policies are about',
    day: changed((well) => withCalls(well, 1.5)),
  },
  {
    title: 'four weeks after such a clinic has joined a code is replaced, and all orders have the new one',
    alarms: [{ kind: 'silent', of: 'policies' }],
    day: (day, weekday, changedOn) => {
      const well = hospitalDay(day, weekday);
      const joined = day < changedOn - 28 ? well : { ...well, ...withCalls(well, 1.5) };
      return day < changedOn ? joined : { ...joined, orders: times(joined.orders, 0) };
    },
  },
  {
    title: 'a clinic leaves that never ordered what the policies are about: a third of the calls',
    day: changed((well) => withCalls(well, 2 / 3)),
  },
  {
    title: 'a new site begins, with more calls each week for four weeks',
    day: (day, weekday, changedOn) => {
      const well = hospitalDay(day, weekday);
      const weeks = Math.max(0, Math.ceil((day - changedOn) / 7));
      return { ...well, calls: (well.calls * Math.min(4, weeks)) / 4 };
    },
  },
];
