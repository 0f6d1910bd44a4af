import { middle, ratio, type Series } from './rounds.ts';

/** A line of the table of figures: what was measured on which server. Unknown figures stay empty. */
export interface Row {
  readonly what: string;
  readonly server: string;
  /** Requests a second. */
  readonly rate?: number | undefined;
  /** Rate divided by that of bare Express in the same rounds. */
  readonly toExpress?: number | undefined;
  /** Milliseconds. */
  readonly p50?: number | undefined;
  readonly p99?: number | undefined;
  /** Milliseconds of CPU time for each request. */
  readonly cpu?: number | undefined;
  /** CPU time divided by that of bare Express: steadier than the rate where others use the machine too. */
  readonly cpuToExpress?: number | undefined;
  /** MB. */
  readonly memory?: number | undefined;
  /** Share of a core that the load took. */
  readonly busy?: number | undefined;
}

/** What a figure has to be. */
export interface Goal {
  readonly name: string;
  readonly limit: { readonly least: number } | { readonly most: number };
  readonly unit: string;
  /** Nothing if it was not measured. */
  readonly measured: number | undefined;
}

/** What a section of the benchmark has found. */
export interface Findings {
  readonly rows: readonly Row[];
  readonly goals: readonly Goal[];
  /** What a reader of the figures has to know. */
  readonly notes: readonly string[];
  /** All rounds, for the JSON file. */
  readonly series: readonly Series[];
}

/** True or false, or nothing for a goal that was not measured. */
export function isMet({ limit, measured }: Goal): boolean | undefined {
  if (measured === undefined) return undefined;
  return 'least' in limit ? measured >= limit.least : measured <= limit.most;
}

/** Medians of a series as a line; compared to bare Express where it took part. */
export function rowOf(series: Series, express?: Series): Row {
  return {
    what: series.body,
    server: series.name,
    rate: middle(series, 'rate'),
    toExpress: express && ratio(series, express, 'rate'),
    p50: middle(series, 'p50'),
    p99: middle(series, 'p99'),
    cpu: middle(series, 'cpu'),
    cpuToExpress: express && ratio(series, express, 'cpu'),
    memory: series.peak,
    busy: middle(series, 'busy'),
  };
}
