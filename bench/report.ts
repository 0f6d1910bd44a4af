import { megabytes } from './machine.ts';
import { type Both, median } from './rounds.ts';
import type { Round } from './send.ts';
import type { Server } from './servers.ts';

/** Columns of figures and their heads. */
const HEADS = {
  rate: 'req/s',
  /** The rate divided by that of bare Express in the same rounds. */
  toExpress: '× bare Express',
  p50: 'p50 ms',
  p99: 'p99 ms',
  cpu: 'CPU ms/req',
  memory: 'peak MB',
  /** Share of a core that the load took. */
  busy: 'load, cores',
} as const;

/** A line of the table of figures. Figures that are unknown or NaN stay empty. */
export interface Row extends Partial<Readonly<Record<keyof typeof HEADS, number>>> {
  readonly what: string;
  readonly server: string;
}

/** A figure and the bound it should keep. */
export interface Goal {
  readonly name: string;
  readonly limit: { readonly least: number } | { readonly most: number };
  readonly unit: string;
  /** NaN where it could not be measured. */
  readonly measured: number;
}

/** A goal beside what was measured. */
export const goal = (name: string, limit: Goal['limit'], unit: string, measured: number): Goal => ({
  name,
  limit,
  unit,
  measured,
});

/** Rows and goals of one section. */
export interface SectionResult {
  readonly rows: readonly Row[];
  readonly goals: readonly Goal[];
}

/** Medians of rounds that took turns, a line for each server. */
export const rowsOf = (what: string, servers: Both<Server>, pairs: readonly Both<Round>[]): readonly Row[] =>
  (['ours', 'express'] as const).map((each) => {
    const middle = (figure: keyof Round) => median(pairs.map((pair) => pair[each][figure]));
    return {
      what,
      server: servers[each].name,
      rate: middle('rate'),
      toExpress: median(pairs.map((pair) => pair[each].rate / pair.express.rate)),
      p50: middle('p50'),
      p99: middle('p99'),
      cpu: middle('cpu'),
      memory: megabytes(servers[each].pid, 'peak'),
      busy: middle('busy'),
    };
  });

/** Three digits that count, or as many as stand before the point. */
function rounded(value = Number.NaN): string {
  if (Number.isNaN(value)) return '–';
  return Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

function markdown(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

/** All figures as a Markdown table, medians of their rounds. */
export function figureTable(rows: readonly Row[]): string {
  const figures = Object.keys(HEADS) as (keyof typeof HEADS)[];
  return markdown(
    ['what', 'server', ...Object.values(HEADS)],
    rows.map((row) => [row.what, row.server, ...figures.map((figure) => rounded(row[figure]))]),
  );
}

function verdict({ limit, measured }: Goal): string {
  if (Number.isNaN(measured)) return 'not measured';
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
