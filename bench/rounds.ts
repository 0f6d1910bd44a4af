import type { Body } from './bodies.ts';
import type { LoadMaker } from './load.ts';
import { cpuSeconds, forgetPeak, peakMegabytes } from './proc.ts';
import { SERVICE } from './recipes.ts';
import type { Target } from './target.ts';

export const CONNECTIONS = 10;

/** Who takes part in the rounds, and with what. */
export interface Contestant {
  readonly name: string;
  readonly target: Target;
  readonly body: Body;
  /** Where the calls go; the usual path unless given. */
  readonly path?: string;
  /** Signs tokens for one round, where the server asks who calls. */
  readonly sign?: (count: number) => Promise<readonly string[]>;
}

/** One round of one contestant. */
export interface Round {
  /** Requests a second. */
  readonly rate: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** CPU time of the server in milliseconds for each request; unknown outside Linux. */
  readonly cpu: number | undefined;
  /** Share of a core that the load took. */
  readonly busy: number;
}

/** All rounds of a contestant. */
export interface Series {
  readonly name: string;
  readonly body: string;
  readonly rounds: readonly Round[];
  /** The most memory during these rounds, in MB. */
  readonly peak: number | undefined;
}

/** How rounds are measured. */
export interface Measuring {
  readonly maker: LoadMaker;
  readonly rounds: number;
  readonly seconds: number;
}

/** The middle value; nothing if one is unknown. */
export function median(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined).toSorted((a, b) => a - b);
  if (known.length < values.length || known.length === 0) return undefined;
  const middle = (known.length - 1) / 2;
  return ((known[Math.floor(middle)] ?? 0) + (known[Math.ceil(middle)] ?? 0)) / 2;
}

/** Sends a number of requests and measures the load's side and the server's CPU time. */
async function measure(contestant: Contestant, requests: number, maker: LoadMaker): Promise<Round> {
  const { target, body, path = SERVICE, sign } = contestant;
  const tokens = sign ? await sign(requests) : [];
  const before = cpuSeconds(target.pid);
  const { seconds, p50, p99, busy } = await maker.send({
    url: `${target.origin}${path}`,
    bodies: [body.text],
    connections: CONNECTIONS,
    requests,
    tokens,
  });
  const after = cpuSeconds(target.pid);
  const cpu = before === undefined || after === undefined ? undefined : ((after - before) * 1000) / requests;
  return { rate: requests / seconds, p50, p99, cpu, busy };
}

/** Warms a server up, ending with one whole round that does not count, and finds how many requests fill a round. */
async function warm(contestant: Contestant, { maker, seconds }: Measuring): Promise<number> {
  let requests = CONNECTIONS * 2;
  for (;;) {
    const { rate } = await measure(contestant, requests, maker);
    const needed = Math.max(CONNECTIONS * 2, Math.round(rate * seconds));
    // The first calls are slow: the rate grows while the code is compiled, and then only by chance.
    if (requests >= needed * 0.8) return needed;
    requests = Math.min(requests * 5, needed);
  }
}

/** Rounds of all contestants in turn, each time in another order, so that what else the machine does hits all alike. */
export async function interleave(contestants: readonly Contestant[], measuring: Measuring): Promise<readonly Series[]> {
  const entries: { readonly contestant: Contestant; readonly requests: number; readonly rounds: Round[] }[] = [];
  for (const contestant of contestants)
    entries.push({ contestant, requests: await warm(contestant, measuring), rounds: [] });
  for (const { target } of contestants) forgetPeak(target.pid);
  for (let round = 0; round < measuring.rounds; round++)
    for (let turn = 0; turn < entries.length; turn++) {
      const entry = entries[(turn + round) % entries.length];
      entry?.rounds.push(await measure(entry.contestant, entry.requests, measuring.maker));
    }
  return entries.map(({ contestant: { name, body, target }, rounds }) => ({
    name,
    body: body.name,
    rounds,
    peak: peakMegabytes(target.pid),
  }));
}

/** The median of a figure over the rounds. */
export const middle = (series: Series, figure: keyof Round): number | undefined =>
  median(series.rounds.map((round) => round[figure]));

/** The median over the rounds of one contestant's figure divided by the other's in the same round. */
export function ratio(series: Series, to: Series | undefined, figure: keyof Round): number | undefined {
  const quotients = series.rounds.map((round, at) => {
    const [mine, other] = [round[figure], to?.rounds[at]?.[figure]];
    return mine === undefined || other === undefined || other === 0 ? undefined : mine / other;
  });
  return median(quotients);
}
