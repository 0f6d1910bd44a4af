import { dayAfter } from '../../src/calendar.ts';
import { weekdayOf } from '../../src/monitoring/history.ts';
import type { Count } from '../../src/records/roll-up.ts';

/** The first day of what is simulated: a Monday. */
export const FIRST = '2025-01-06';

/** Activity of a site on one day; numbers are averages. */
export interface SimulatedDay {
  readonly calls: number;
  /** Orders that a policy judges, for each call. */
  readonly orders: Readonly<Record<string, number>>;
  /** Cards for each order. */
  readonly cards: number;
  /** Shares of the orders, of the judged calls, and of the cards reported. */
  readonly unknown: number;
  readonly missing: number;
  readonly overridden: number;
  /** Shares of the calls, by the name that the knowledge does not know. */
  readonly unrecognized: Readonly<Record<string, number>>;
}

/** Numbers between 0 and 1, the same for the same seed (Doty-Humphrey's sfc32). */
export function randomOf(seed: number): () => number {
  let [a, b, c, counter] = [0, seed, 0, 1];
  const random = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  // The first numbers still tell the seed.
  for (let at = 0; at < 20; at++) random();
  return random;
}

/** A count with Poisson's distribution. */
export function poisson(mean: number, random: () => number): number {
  let [count, time] = [0, -Math.log(1 - random())];
  while (time < mean) {
    count += 1;
    time -= Math.log(1 - random());
  }
  return count;
}

/** A random part of a number, in which each is with the same probability. */
function some(number: number, share: number, random: () => number): number {
  let count = 0;
  for (let at = 0; at < number; at++) if (random() < share) count += 1;
  return count;
}

/** Days are busier or quieter than others, all calls together. */
const NOISE = 0.25;
/** An order is called about again and again while it is written: after each call with this probability. */
const AGAIN = 0.35;
const REPORTED = 0.5;

/** Calls of the orders of a day, which come in clusters. */
function clustered(mean: number, random: () => number): number {
  let calls = 0;
  for (let order = poisson(mean * (1 - AGAIN), random); order > 0; order--) {
    calls += 1;
    while (random() < AGAIN) calls += 1;
  }
  return calls;
}

function countsOf(site: string, day: string, model: SimulatedDay, random: () => number): readonly Count[] {
  const counts: Count[] = [];
  const add = (policy: string, outcome: string, what: string, count: number) => {
    if (count > 0) counts.push({ day, site, service: 'order-sign', policy, outcome, what, count });
  };
  const calls = poisson(model.calls * (1 + NOISE * (random() + random() - 1)), random);
  add('', 'nothing', 'calls', calls);
  let judged = 0;
  for (const [policy, rate] of Object.entries(model.orders)) {
    const orders = clustered(calls * rate, random);
    const unknown = some(orders, model.unknown, random);
    const shown = Math.floor(model.cards) * orders + some(orders, model.cards % 1, random);
    const reported = some(shown, REPORTED, random);
    const overridden = some(reported, model.overridden, random);
    judged = Math.max(judged, orders);
    add(policy, 'applies', 'calls', orders);
    add(policy, 'applies', 'orders', orders - unknown);
    add(policy, 'unknown', 'orders', unknown);
    add(policy, 'applies', 'shown', shown);
    add(policy, 'applies', 'accepted', reported - overridden);
    add(policy, 'applies', 'reason:none', overridden);
  }
  add('', 'nothing', 'missing:conditions: withheld', some(judged, model.missing, random));
  for (const [name, share] of Object.entries(model.unrecognized))
    add('', 'nothing', `unrecognized:${name}`, some(calls, share, random));
  return counts;
}

/** The daily counts of a site, whose days are as `model` says by their number and weekday (0 for Monday). */
export function simulate(
  days: number,
  seed: number,
  model: (day: number, weekday: number) => SimulatedDay,
  site = 'mercy',
): readonly Count[] {
  const random = randomOf(seed);
  return Array.from({ length: days }, (_, day) =>
    countsOf(site, dayAfter(FIRST, day), model(day, weekdayOf(day)), random),
  ).flat();
}
