import { createHistogram } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from '../../test/support/tokens.ts';
import { CARD } from '../bodies.ts';
import { goal, type SectionResult } from '../report.ts';
import { median } from '../rounds.ts';
import { NANOSECONDS } from '../send.ts';
import { ours, post, type Server, withServer } from '../servers.ts';
import type { Bench } from './section.ts';

/** Milliseconds from one call to the next, answered or not. */
const INTERVAL = 10;
const ADMIN_TOKEN = 'a-token-of-more-than-thirty-two-characters';

/** The longest stop of the thread that answers since this was asked before, as the metrics tell it, in milliseconds. */
async function longestStop({ url }: Server): Promise<number> {
  const text = await (await fetch(new URL('/metrics', url))).text();
  return Number(/^nodejs_eventloop_lag_max_seconds\S* (\S+)$/m.exec(text)?.[1]) * 1000;
}

/** Figures of one round, in milliseconds. */
type Round = Readonly<Record<'p50' | 'p99' | 'stop', number>>;
type Settings = Readonly<Record<string, string>>;
type Ask = (server: Server) => Promise<Response>;

async function textOf(response: Response): Promise<string> {
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  return response.text();
}

/** Calls with a token each, while something else is asked for again and again. Throws an Error if an answer is no success. */
async function callBeside(server: Server, seconds: number, ask: Ask | undefined): Promise<Round> {
  const durations = createHistogram();
  const call = async () => {
    const bearer = await server.client?.bearer();
    const begun = performance.now();
    await textOf(await post(server.url, CARD, bearer));
    durations.record(Math.ceil((performance.now() - begun) * NANOSECONDS));
  };
  const end = performance.now() + seconds * 1000;
  const repeat = async () => {
    while (ask && performance.now() < end) await textOf(await ask(server));
  };
  await longestStop(server);
  const all = [repeat()];
  for (let due = performance.now(); due < end; due += INTERVAL) {
    await pause(Math.max(0, due - performance.now()));
    all.push(call());
  }
  await Promise.all(all);
  const percentile = (percent: number) => durations.percentile(percent) / NANOSECONDS;
  return { p50: percentile(50), p99: percentile(99), stop: await longestStop(server) };
}

/** Latency of calls with a signed token each, while insights are read from a day on, and while all calls of the store are forgotten. */
export async function besideCalls(bench: Bench, storage: Settings, from: string): Promise<SectionResult> {
  const { work, rounds, seconds } = bench;
  const client = await createClient({ algorithm: 'RS384', now: () => Math.floor(Date.now() / 1000) });
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
  const insights: Ask = ({ url }) => fetch(new URL(`/admin/insights?from=${from}`, url), { headers });
  const rowOf = (what: string, taken: readonly Round[]) => {
    const middle = (figure: keyof Round) => median(taken.map((round) => round[figure]));
    return { what, server: 'ours', p50: middle('p50'), p99: middle('p99'), stop: middle('stop') };
  };
  // In turn, so that what else the machine does hits all alike; the first round warms up.
  const measure = (env: Settings, asks: Readonly<Record<string, Ask | undefined>>) =>
    withServer(ours(work, { ...storage, ...env }, client), work, async (server) => {
      const taken = Object.entries(asks).map(([what, ask]) => ({ what, ask, all: [] as Round[] }));
      for (let round = 0; round <= rounds; round++)
        for (const { ask, all } of taken) all[round] = await callBeside(server, seconds, ask);
      return taken.map(({ what, all }) => rowOf(what, all.slice(1)));
    });
  const beside = { 'a call, undisturbed': undefined, 'a call, while insights are read over 18 months': insights };
  const rows = await measure({ RETENTION_DAYS: '3650', ADMIN_TOKEN }, beside);
  rows.push(...(await measure({ RETENTION_DAYS: '1' }, { 'a call, while calls are forgotten': undefined })));
  const goals = rows.slice(1).flatMap(({ what, p99, stop }) => {
    const toUndisturbed = p99 / (rows[0]?.p99 ?? Number.NaN);
    return [
      goal(`${what}: p99, undisturbed is 1`, { most: 2 }, '×', toUndisturbed),
      goal(`${what}: longest stop of the thread`, { most: 50 }, 'ms', stop),
    ];
  });
  return { rows, goals };
}
