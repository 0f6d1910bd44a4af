import type { Findings } from '../report.ts';
import type { Measuring } from '../rounds.ts';

/** Settings shared by all sections. */
export interface Bench extends Measuring {
  /** Requests of the memory section. */
  readonly requests: number;
  /** A folder for all that is needed until the end. */
  readonly work: string;
}

/** Measures one thing. */
export type Section = (bench: Bench) => Promise<Findings>;

/** Keep-alive connections of a load. */
export const CONNECTIONS = 10;
