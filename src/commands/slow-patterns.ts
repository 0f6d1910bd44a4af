import { createContext, runInContext } from 'node:vm';
import { MOST_CHARACTERS } from '../matching/mentions.ts';
import type { Fault } from '../policies/fault.ts';
import { expressionsOf, type Policy } from '../policies/policy.ts';

/** Milliseconds that a pattern may take on one text. One that looks at each character a few times takes a few. */
const LONGEST = 50;
/** How often a pattern is late before it is called slow: collecting garbage may take as long once or twice. */
const LATE = 3;
/** How often it is tried on a machine that is busy with other things. */
const TRIES = 40;

/** Texts as long as one that is read, of a word or sign of the pattern over and over, which the pattern almost fits at many places. */
function hostileTexts(pattern: string): readonly string[] {
  const parts = new Set(pattern.match(/\p{L}+|./gu));
  return [...parts].flatMap((part) =>
    [part, `${part} `].map((unit) => `${unit.repeat(MOST_CHARACTERS / unit.length)}\0`),
  );
}

/** Milliseconds that this process has had the processor. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/**
 * True if a task that throws after LONGEST milliseconds does so again and again. Of that only the time counts in which it had the
 * processor: others may have had it most of the time.
 */
export function isLate(task: () => void, processor: () => number = processorTime): boolean {
  for (let tried = 0, late = 0; tried < TRIES && late < LATE; tried++) {
    const before = processor();
    try {
      task();
      return false;
    } catch {
      if (processor() - before > LONGEST / 2) late++;
    }
  }
  return true;
}

/** True if the engine needs too long to look for a pattern in a text. */
function isSlowOn(text: string, pattern: RegExp): boolean {
  const context = createContext({ text, pattern });
  return isLate(() => void runInContext('text.replaceAll(pattern, "")', context, { timeout: LONGEST }));
}

/**
 * Faults of patterns in `matches` and its kin that take too long on a long text, since they go back over it again and again: such a
 * text would hold up all calls.
 */
export function slowPatterns(policies: readonly Policy[]): readonly Fault[] {
  const written = policies
    .flatMap(expressionsOf)
    .flatMap(({ file, element, patterns }) => patterns.map((pattern) => [pattern, { file, element }] as const));
  return [...new Map(written)].flatMap(([pattern, place]) =>
    hostileTexts(pattern).some((text) => isSlowOn(text, new RegExp(pattern, 'gus')))
      ? [
          {
            ...place,
            reason: `"${pattern}" goes back over a long text again and again: say what stands before a part that repeats, such as (^|[^0-9]), or how often it may, such as {0,60}`,
          },
        ]
      : [],
  );
}
