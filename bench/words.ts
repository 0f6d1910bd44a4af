import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readText } from '../src/matching/mentions.ts';
import { VOCABULARY } from '../src/offer.ts';
import { loadKnowledge } from '../src/policies/load.ts';

// `node bench/words.ts`: what reading a text costs, in microseconds of CPU: the examples of test/language.yaml, whose words are
// hard, and lines of a chart that name nothing of ours. The least of some rounds, since other programs disturb.

const ROOT = join(import.meta.dirname, '..');
const ROUNDS = 25;
const TEXTS_A_ROUND = 5000;

const examples: readonly { readonly text: string }[] = parse(readFileSync(join(ROOT, 'test/language.yaml'), 'utf8'));
const PLAIN = [
  'Hemoglobin A1c',
  'Chest X-ray 2 views',
  'PT evaluation and treatment',
  'Referral to cardiology',
  'Type 2 diabetes mellitus without complications',
  'Essential (primary) hypertension',
  'Low back pain, unspecified',
];

const knowledge = loadKnowledge(ROOT, VOCABULARY);

/** CPU time of this process so far, in microseconds. */
function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

function costOf(texts: readonly string[]): number {
  const repeats = Math.ceil(TEXTS_A_ROUND / texts.length);
  const rounds = Array.from({ length: ROUNDS }, () => {
    const begun = cpuTime();
    for (let repeat = 0; repeat < repeats; repeat++) for (const text of texts) readText(text, knowledge);
    return (cpuTime() - begun) / (repeats * texts.length);
  });
  return Math.min(...rounds);
}

for (const [name, texts] of Object.entries({ examples: examples.map(({ text }) => text), plain: PLAIN }))
  process.stdout.write(`${name}: ${texts.length} texts, ${costOf(texts).toFixed(1)} µs each\n`);
