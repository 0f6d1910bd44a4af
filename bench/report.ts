import { middle, ratio, type Series } from './rounds.ts';

/** A line of the table of figures, times in milliseconds. Unknown figures stay empty. */
export interface Row {
  readonly what: string;
  readonly server: string;
  /** Requests a second, and that divided by the rate of bare Express in the same rounds. */
  readonly rate?: number | undefined;
  readonly toExpress?: number | undefined;
  readonly p50?: number | undefined;
  readonly p99?: number | undefined;
  /** CPU time for each request. */
  readonly cpu?: number | undefined;
  /** MB. */
  readonly memory?: number | undefined;
  /** Share of a core that the load took. */
  readonly busy?: number | undefined;
}

/** A figure and the bound it should keep. */
export interface Goal {
  readonly name: string;
  readonly limit: { readonly least: number } | { readonly most: number };
  readonly unit: string;
  readonly measured: number | undefined;
}

/** A goal beside what was measured; undefined where it could not be. */
export const goal = (name: string, limit: Goal['limit'], unit: string, measured: number | undefined): Goal => ({
  name,
  limit,
  unit,
  measured,
});

/** Rows, goals and raw series of one section; `series` holds all rounds, for the JSON file. */
export interface Findings {
  readonly rows: readonly Row[];
  readonly goals: readonly Goal[];
  readonly series: readonly Series[];
}

/** The findings of several measurements as one. */
export const together = (found: readonly Findings[]): Findings => ({
  rows: found.flatMap(({ rows }) => rows),
  goals: found.flatMap(({ goals }) => goals),
  series: found.flatMap(({ series }) => series),
});

/** Medians of a series as a line; compared to bare Express where it took part. */
export function rowOf(series: Series, express?: Series): Row {
  return {
    what: series.body,
    server: series.server,
    rate: middle(series, 'rate'),
    toExpress: express && ratio(series, express, 'rate'),
    p50: middle(series, 'p50'),
    p99: middle(series, 'p99'),
    cpu: middle(series, 'cpu'),
    memory: series.peak,
    busy: middle(series, 'busy'),
  };
}

/** Three digits that count, or as many as stand before the point. */
function rounded(value: number | undefined): string {
  if (value === undefined) return '–';
  return Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

function markdown(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Heads of the columns of figures. */
const HEADS = {
  rate: 'req/s',
  toExpress: '× bare Express',
  p50: 'p50 ms',
  p99: 'p99 ms',
  cpu: 'CPU ms/req',
  memory: 'peak MB',
  busy: 'load, cores',
} as const;

/** All figures as a Markdown table, medians of their rounds. */
export function figureTable(rows: readonly Row[]): string {
  const figures = Object.keys(HEADS) as (keyof typeof HEADS)[];
  return markdown(
    ['what', 'server', ...Object.values(HEADS)],
    rows.map((row) => [row.what, row.server, ...figures.map((figure) => rounded(row[figure]))]),
  );
}

function verdict({ limit, measured }: Goal): string {
  if (measured === undefined) return 'not measured';
  return ('least' in limit ? measured >= limit.least : measured <= limit.most) ? 'met' : 'NOT MET';
}

/** Each goal beside what was measured, as a Markdown table. */
export function goalTable(goals: readonly Goal[]): string {
  const rows = goals.map((goal) => {
    const { name, limit, unit, measured } = goal;
    const wanted = 'least' in limit ? `at least ${limit.least}` : `at most ${limit.most}`;
    return [name, verdict(goal), `${rounded(measured)} ${unit}`, `${wanted} ${unit}`];
  });
  return markdown(['goal', 'verdict', 'measured', 'wanted'], rows);
}
