import { CARD } from '../bodies.ts';
import { type Goal, rowOf } from '../report.ts';
import { interleave, ratio } from '../rounds.ts';
import { SITE_AUDIENCE, SITE_PATH, writeSites } from '../site-file.ts';
import type { Target } from '../target.ts';
import { ALGORITHMS, createSigner, type Signer } from '../tokens.ts';
import { type Run, withTargets } from './section.ts';

const LEAST = 0.5;

const goalOf = (signer: Signer, measured: number | undefined): Goal => ({
  name: `${CARD.name}: throughput with tokens (${signer.algorithm}), without is 1`,
  limit: { least: LEAST },
  unit: '×',
  measured,
});

async function statusOf({ origin }: Target, token?: string): Promise<number> {
  const headers = {
    'content-type': 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  const response = await fetch(`${origin}${SITE_PATH}`, { method: 'POST', headers, body: CARD.text });
  await response.arrayBuffer();
  return response.status;
}

/** Throws an Error unless a token is taken once and once only: a server that does not look is fast. */
async function checkReplay(target: Target, { algorithm, sign }: Signer): Promise<void> {
  const [token] = await sign(1, SITE_AUDIENCE);
  const statuses = [await statusOf(target, token), await statusOf(target, token)];
  if (statuses.join() !== '200,401')
    throw new Error(`a token (${algorithm}), sent twice, was answered with ${statuses.join(' and ')}, not 200 and 401`);
}

/** What it costs to ask who calls: the key known, each token new, and its `jti` kept against replay. */
export const authentication: Run = async (bench) => {
  const signers = await Promise.all(ALGORITHMS.map(createSigner));
  const SITES_DIR = writeSites(
    bench.work,
    signers.map(({ publicKey }) => publicKey),
  );
  // A server for each: one that has answered twice as many calls would be compiled better.
  const asking = signers.map(() => ({ ...bench.ours({ SITES_DIR }), first: { path: '/health' } }));
  return withTargets([bench.ours(), ...asking], async (open, ...guarded) => {
    const guards = signers.flatMap((signer, at) => {
      const target = guarded[at];
      return target ? [{ signer, target }] : [];
    });
    const statuses = await Promise.all(guarded.map((target) => statusOf(target)));
    if (statuses.includes(200)) {
      const note = 'Authentication was not measured: the server answers whoever calls.';
      return { rows: [], goals: signers.map((signer) => goalOf(signer, undefined)), notes: [note], series: [] };
    }
    for (const { signer, target } of guards) await checkReplay(target, signer);
    const contestants = [
      { name: 'ours, no tokens', target: open, body: CARD },
      ...guards.map(({ signer, target }) => ({
        name: `ours, ${signer.algorithm}`,
        target,
        body: CARD,
        path: SITE_PATH,
        sign: (count: number) => signer.sign(count, SITE_AUDIENCE),
      })),
    ];
    const series = await interleave(contestants, bench);
    const [without, ...withTokens] = series;
    const goals = signers.map((signer, at) => {
      const one = withTokens[at];
      return goalOf(signer, one && ratio(one, without, 'rate'));
    });
    return { rows: series.map((one) => rowOf(one)), goals, notes: [], series };
  });
};
