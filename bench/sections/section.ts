import type { SectionResult } from '../report.ts';
import type { Measuring } from '../rounds.ts';

/** Settings shared by all sections. */
export interface Bench extends Measuring {
  /** Requests of the memory section. */
  readonly requests: number;
  /** Calls in the store of the store section. */
  readonly calls: number;
  /** An empty PostgreSQL database for it, as DATABASE_URL; undefined for a file. */
  readonly database: string | undefined;
  /** A folder for all that is needed until the end. */
  readonly work: string;
}

/** Measures one thing. */
export type Section = (bench: Bench) => Promise<SectionResult>;

/** Keep-alive connections of a load. */
export const CONNECTIONS = 10;
