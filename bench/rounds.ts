import type { Body } from './bodies.ts';
import { type Load, type Round, send } from './send.ts';
import type { Server } from './servers.ts';

/** Settings of the rounds. */
export interface Measuring {
  readonly rounds: number;
  /** About how long a round takes. */
  readonly seconds: number;
}

/** Something of this server beside the same of bare Express. */
export interface Both<T> {
  readonly ours: T;
  readonly express: T;
}

/** The middle value; NaN if there is none. */
export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}

/** Warms a server up, ending with one whole round that does not count, and finds the load that fills a round. */
async function warm(server: Server, load: Load, seconds: number): Promise<Load> {
  let requests = load.connections * 2;
  for (;;) {
    const { rate } = await send(server, { ...load, requests });
    const needed = Math.max(load.connections * 2, Math.round(rate * seconds));
    // The first calls are slow: the rate grows while the code is compiled, and then only by chance.
    if (requests >= needed * 0.8) return { ...load, requests: needed };
    requests = Math.min(requests * 5, needed);
  }
}

/** Rounds of both servers in turn, each time in the other order, so that what else the machine does hits both alike. */
export async function takeTurns(
  { ours, express }: Both<Server>,
  body: Body,
  connections: number,
  { rounds, seconds }: Measuring,
): Promise<readonly Both<Round>[]> {
  const load = { bodies: [body], connections, requests: 0 };
  const [ourLoad, expressLoad] = [await warm(ours, load, seconds), await warm(express, load, seconds)];
  const pairs: Both<Round>[] = [];
  for (let round = 0; round < rounds; round++)
    pairs.push(
      round % 2 === 0
        ? { ours: await send(ours, ourLoad), express: await send(express, expressLoad) }
        : { express: await send(express, expressLoad), ours: await send(ours, ourLoad) },
    );
  return pairs;
}

/** The median of this server's figure divided by that of bare Express beside it. */
export const ratio = (pairs: readonly Both<Round>[], figure: keyof Round): number =>
  median(pairs.map(({ ours, express }) => ours[figure] / express[figure]));
