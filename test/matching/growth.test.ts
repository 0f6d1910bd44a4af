import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinsIn, readSide, triggersIn } from '../../src/matching/clause-reading.ts';
import type { Side } from '../../src/matching/language.ts';
import { namedClauses, readText } from '../../src/matching/mentions.ts';
import { sortOut } from '../../src/matching/targets.ts';
import { clausesOf } from '../../src/matching/tokenize.ts';
import { assertionsIn } from '../../src/matching/triggers.ts';
import { knowledge } from '../support/knowledge.ts';

/** An array that counts how often one of its places is looked at. */
function counting<T extends object>(
  values: readonly T[],
): { readonly values: readonly T[]; readonly looks: () => number } {
  let looks = 0;
  const get = (target: readonly T[], key: string | symbol, receiver: unknown): unknown => {
    looks++;
    return Reflect.get(target, key, receiver);
  };
  return { values: new Proxy(values, { get }), looks: () => looks };
}

/** Counts the accesses to a clause to find its names, and to its items to read them. */
function looksAt(text: string, side: Side): { readonly finding: number; readonly reading: number } {
  const [clause = []] = clausesOf(text, knowledge.language.fullStops);
  const counted = counting(clause);
  const { names, language } = knowledge;
  const [triggerIn, joins] = [triggersIn(counted.values, language), joinsIn(counted.values, language)];
  sortOut(names.names.find(counted.values), counted.values, triggerIn, joins);
  const [named] = namedClauses(text, knowledge);
  if (!named) return { finding: counted.looks(), reading: 0 };
  const { line } = readSide(named, knowledge.language, side);
  const items = counting(line.items);
  assertionsIn({ ...line, items: items.values });
  return { finding: counted.looks(), reading: items.looks() };
}

/** Counts the words that the language is looked up in to read a text. */
function wordsLookedUp(text: string): number {
  const { language } = knowledge;
  let words = 0;
  const find: typeof language.find = (clause, kinds, isTaken) => {
    words += clause.length;
    return language.find(clause, kinds, isTaken);
  };
  readText(text, { ...knowledge, language: { ...language, find } });
  return words;
}

/** Words that do the most work: triggers of each direction, names, rivals, little words, breaks and heads. */
const PARTS = [
  'no',
  'no,',
  'not excluded',
  'hx',
  'hx:',
  'failed',
  'declined',
  'MRI',
  'letter',
  'if',
  'PT',
  'PT,',
  'or',
  'and',
  'with',
  'of',
  'lumbar',
  'lumbar,',
  'hardware,',
  'now',
  'DRX9000',
  'DRX9000,',
  'Dynesys -',
  'bone mets',
  'bone mets,',
  'mechanical',
  'traction',
  'unstable',
  'fracture',
  'severe',
  'osteoporosis,',
  'leg',
  'pain',
  '?',
  '(',
  'x',
  '15',
  'metastatic',
  'to bone',
  'denies',
  's/p',
  'L4-5',
  'pt now agrees,',
  '- XR',
  '(Dynesys)',
  'decompression therapy',
  'not covered,',
  'purchase denied,',
  'old one broken,',
  'resume 3/4,',
  'completed 2019,',
  'surgery cancelled,',
  '/ PT /',
  '/',
  '(healed),',
] as const;

describe('what reading a clause costs', () => {
  it('grows with its length and no faster, whatever it says', () => {
    const pattern = fc.array(fc.constantFrom(...PARTS), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(pattern, fc.constantFrom<Side>('order', 'condition'), (parts, side) => {
        const times = (count: number) => Array.from({ length: count }, () => parts.join(' ')).join(' ');
        const [short, long] = [looksAt(times(80), side), looksAt(times(320), side)];
        // Four times the text: four times the work, and a little for where it begins and ends.
        expect(long.finding).toBeLessThan(5 * short.finding + 500);
        expect(long.reading).toBeLessThan(5 * short.reading + 500);
      }),
      {
        numRuns: 40,
        examples: [
          [['not excluded'], 'order'],
          [['DRX9000,', 'not covered,'], 'order'],
          [['Dynesys -', 'pt now agrees,', 'pain'], 'order'],
          [['pt now agrees,', 'L4-5', '(Dynesys)', '?'], 'order'],
        ],
      },
    );
  });

  it.each(['unstable, L1 fx after fall,', '# L1 # T12 unstable,'])(
    'is no more for each of many names that need words around them: "%s"',
    (part) => {
      const [short, long] = [50, 200].map((count) => wordsLookedUp(`${part} `.repeat(count)));
      expect(long).toBeLessThan(5 * (short ?? 0));
    },
  );
});
