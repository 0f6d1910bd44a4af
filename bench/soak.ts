import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { temporaryFolder } from './clean-up.ts';
import { PINNING, pinToLoadCores } from './cores.ts';
import { peakMegabytes, residentMegabytes } from './proc.ts';
import { ours } from './recipes.ts';
import { atLeast } from './settings.ts';
import { hangUp } from './soak/call.ts';
import { moodAt, startMoodyServer } from './soak/fhir.ts';
import { kindsWith } from './soak/kinds.ts';
import { learnRightAnswers } from './soak/right-answers.ts';
import { type Outcome, sendSteadily } from './soak/steady.ts';
import { markdown, rounded } from './table.ts';
import { start } from './target.ts';

// `npm run bench:soak -- --minutes N`: a steady rate of mixed calls, with a FHIR server that is at times slow, failing or
// gone. No answer may be lost or wrong: each is compared as a whole with the right ones, but for UUIDs.

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    rate: { type: 'string', default: '50' },
    json: { type: 'string', default: join(import.meta.dirname, 'results-soak.json') },
  },
});
const seconds = atLeast(0.1, 'minutes', values.minutes) * 60;
const rate = atLeast(1, 'rate', values.rate);

const PERCENTILES = [0.5, 0.9, 0.99, 0.999, 1];

function tableOf({ tallies }: Outcome): string {
  const rows = tallies.map(({ kind, times, lost, wrong, seen }) => {
    const sorted = times.toSorted((a, b) => a - b);
    const percentiles = PERCENTILES.map((share) => rounded(sorted[Math.ceil(sorted.length * share) - 1]));
    const answers = [...seen.values()].toSorted((a, b) => b - a).join(' + ');
    return [kind.name, answers, String(lost), String(wrong), ...percentiles];
  });
  return markdown(
    ['calls', 'right answers', 'lost', 'wrong', 'p50 ms', 'p90 ms', 'p99 ms', 'p99.9 ms', 'max ms'],
    rows,
  );
}

/** The whole soak, in development mode: in production no FHIR server on loopback is called. */
async function soak(work: string) {
  const fhir = await startMoodyServer();
  const server = await start(ours(work, { FHIR_SERVERS: fhir.base }));
  try {
    const kinds = kindsWith(fhir.base);
    const right = await learnRightAnswers(server.origin, kinds, fhir);
    const before = residentMegabytes(server.pid);
    const onTick = (second: number) => {
      fhir.set('Condition', moodAt(second));
      fhir.set('Coverage', moodAt(second));
    };
    const outcome = await sendSteadily(server.origin, kinds, right, { rate, seconds, onTick });
    const memory = { before, after: residentMegabytes(server.pid), peak: peakMegabytes(server.pid) };
    return { outcome, memory };
  } finally {
    hangUp();
    await server.stop();
    fhir.close();
  }
}

pinToLoadCores();

const { outcome, memory } = await soak(temporaryFolder());
const faults = outcome.tallies.reduce((sum, { lost, wrong }) => sum + lost + wrong, 0);
const about = `${rate} calls a second for ${seconds / 60} minutes; of each half minute the FHIR server is slow for 6 s, failing for 3 s and gone for 3 s; ${PINNING}.`;
const sizes = `Memory of the server: ${rounded(memory.before)} MB before, ${rounded(memory.after)} MB after, ${rounded(memory.peak)} MB at the most.`;
const verdict = `Lost or wrong answers: ${faults}; the goal is none: ${faults === 0 ? 'met' : 'NOT MET'}.`;
process.stdout.write(`${[about, tableOf(outcome), sizes, verdict, ...outcome.examples].join('\n\n')}\n`);
const figures = outcome.tallies.map(({ kind, times, lost, wrong, seen }) => ({
  calls: kind.name,
  count: times.length,
  lost,
  wrong,
  answers: [...seen.values()],
}));
writeFileSync(values.json, `${JSON.stringify({ rate, seconds, memory, figures, verdict }, undefined, 2)}\n`);
process.exitCode = faults === 0 ? 0 : 1;
