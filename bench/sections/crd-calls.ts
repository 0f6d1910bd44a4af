import { parseKeepingNumbers } from '../../src/exact-numbers.ts';
import type { JsonObject } from '../../src/json.ts';
import { type Goal, goal, type Row } from '../report.ts';
import type { Section } from './section.ts';

const MOST = 1.5;
const ROUNDS = 60;
const CALLS = 100;

/** Milliseconds of CPU that a call takes, from the text of the body to the text of the answer. */
async function costOf(answer: () => Promise<{ readonly answer: object }>): Promise<number> {
  const before = process.cpuUsage();
  for (let call = 0; call < CALLS; call++) JSON.stringify((await answer()).answer);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / CALLS;
}

/** CPU of the answer to a CRD client beside that of the plain card of the same order, in this process: the least of rounds in turn. */
export const crd: Section = async () => {
  // Imported here: it loads the knowledge, which would weigh on the figures of the other sections.
  const { crdAnswerer, crdCallOf, crdSite, DECOMPRESSION, TRACTION } = await import('../../test/support/crd.ts');
  const [answerCrd, answerPlain] = [crdAnswerer(), crdAnswerer({ site: { ...crdSite(), crd: undefined } })];
  const calls = {
    decompression: DECOMPRESSION,
    traction: TRACTION,
    'unsafe traction': { ...TRACTION, conditions: ['icd10 C79.51 Secondary malignant neoplasm of bone'] },
  };
  const [rows, goals]: [Row[], Goal[]] = [[], []];
  for (const [what, call] of Object.entries(calls)) {
    const text = JSON.stringify(crdCallOf(call));
    let [crd, plain] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let round = 0; round < ROUNDS; round++) {
      plain = Math.min(plain, await costOf(() => answerPlain(JSON.parse(text))));
      crd = Math.min(crd, await costOf(() => answerCrd(parseKeepingNumbers(text) as JsonObject)));
    }
    rows.push({ what, server: 'plain card', cpu: plain }, { what, server: 'CRD answer', cpu: crd });
    goals.push(goal(`${what}: CPU of a CRD answer, the plain card is 1`, { most: MOST }, '×', crd / plain));
  }
  return { rows, goals };
};
