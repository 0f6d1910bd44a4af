import { join } from 'node:path';
import { parseArgs } from 'node:util';

/** The parts of the benchmark; `--only` picks some. */
export const SECTIONS = ['bodies', 'authentication', 'start', 'loop', 'scaling', 'policies', 'memory'] as const;
export type Section = (typeof SECTIONS)[number];

/** How `npm run bench` is to measure. */
export interface Settings {
  readonly rounds: number;
  /** About how long one round takes. */
  readonly seconds: number;
  /** Requests of the memory section. */
  readonly requests: number;
  readonly sections: readonly Section[];
  /** Where the figures go as JSON. */
  readonly json: string;
  /** Folder of policies, payers and cards, if not the project's. */
  readonly knowledge: string | undefined;
  /** Path of another Node, for one baseline more. */
  readonly otherNode: string | undefined;
}

const OPTIONS = {
  rounds: { type: 'string', default: process.env['ROUNDS'] ?? '5' },
  seconds: { type: 'string', default: process.env['SECONDS'] ?? '3' },
  requests: { type: 'string', default: '100000' },
  only: { type: 'string', default: SECTIONS.join(',') },
  json: { type: 'string' },
  knowledge: { type: 'string' },
  'other-node': { type: 'string' },
} as const;

/** A number of this size at least. Throws RangeError with the name of the flag. */
export function atLeast(least: number, name: string, text: string): number {
  if (!(Number(text) >= least)) throw new RangeError(`--${name} must be a number, at least ${least}`);
  return Number(text);
}

/** Reads the command line; the figures go to the file `json` in bench/ unless it names another. Throws TypeError or RangeError for what is not known. */
export function readSettings(args: readonly string[], json: string): Settings {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const wanted = values.only.split(',');
  const unknown = wanted.filter((name) => !SECTIONS.some((section) => section === name));
  if (unknown.length > 0) throw new RangeError(`--only takes ${SECTIONS.join(', ')}, not ${unknown.join(', ')}`);
  return {
    rounds: Math.floor(atLeast(1, 'rounds', values.rounds)),
    seconds: atLeast(0.1, 'seconds', values.seconds),
    requests: Math.floor(atLeast(1000, 'requests', values.requests)),
    sections: SECTIONS.filter((section) => wanted.includes(section)),
    json: values.json ?? join(import.meta.dirname, json),
    knowledge: values.knowledge,
    otherNode: values['other-node'],
  };
}
