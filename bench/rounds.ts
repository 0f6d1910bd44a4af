import type { Body } from './bodies.ts';
import { type Load, type Round, send } from './load.ts';
import { megabytes } from './machine.ts';
import type { Server } from './servers.ts';

/** Settings of the rounds. */
export interface Measuring {
  readonly rounds: number;
  /** About how long a round takes. */
  readonly seconds: number;
}

/** All rounds of one server with one body. */
export interface Series {
  readonly server: string;
  readonly body: string;
  readonly rounds: readonly Round[];
  /** The most memory up to the end of these rounds, in MB. */
  readonly peak: number | undefined;
}

/** The middle value; undefined if one is unknown. */
export function median(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined).toSorted((a, b) => a - b);
  if (known.length < values.length || known.length === 0) return undefined;
  const middle = (known.length - 1) / 2;
  return ((known[Math.floor(middle)] ?? 0) + (known[Math.ceil(middle)] ?? 0)) / 2;
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

/** Rounds of all servers in turn, each time in another order, so that what else the machine does hits all alike. */
export async function interleave(
  servers: readonly Server[],
  body: Body,
  connections: number,
  { rounds, seconds }: Measuring,
): Promise<readonly Series[]> {
  const entries: { readonly server: Server; readonly load: Load; readonly rounds: Round[] }[] = [];
  for (const server of servers)
    entries.push({
      server,
      load: await warm(server, { bodies: [body], connections, requests: 0 }, seconds),
      rounds: [],
    });
  for (let round = 0; round < rounds; round++)
    for (let turn = 0; turn < entries.length; turn++) {
      const entry = entries[(turn + round) % entries.length];
      if (entry) entry.rounds.push(await send(entry.server, entry.load));
    }
  return entries.map((entry) => ({
    server: entry.server.name,
    body: body.name,
    rounds: entry.rounds,
    peak: megabytes(entry.server.pid, 'peak'),
  }));
}

/** The median of a figure over the rounds. */
export const middle = (series: Series | undefined, figure: keyof Round): number | undefined =>
  median(series?.rounds.map((round) => round[figure]) ?? []);

/** The median over the rounds of one server's figure divided by another's in the same round. */
export function ratio(series: Series | undefined, to: Series | undefined, figure: keyof Round): number | undefined {
  const quotients = series?.rounds.map((round, at) => {
    const [mine, other] = [round[figure], to?.rounds[at]?.[figure]];
    return mine === undefined || other === undefined || other === 0 ? undefined : mine / other;
  });
  return median(quotients ?? []);
}
