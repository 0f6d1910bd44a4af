import { type Goal, isMet, type Row } from './report.ts';

/** A figure with three digits that count, or as many as stand before the point. */
export function rounded(value: number | undefined): string {
  if (value === undefined) return '–';
  return Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

/** A Markdown table, its columns as wide as their widest cell. */
export function markdown(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = heads.map((head, at) => Math.max(head.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const padded = (cells: readonly string[]) =>
    line(cells.map((cell, at) => (at < 2 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))));
  const rule = line(widths.map((width, at) => (at < 2 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)));
  return [padded(heads), rule, ...rows.map(padded)].join('\n');
}

const FIGURES = ['rate', 'toExpress', 'p50', 'p99', 'cpu', 'cpuToExpress', 'memory', 'busy'] as const;
const HEADS = [
  'req/s',
  '× bare Express',
  'p50 ms',
  'p99 ms',
  'CPU ms/req',
  '× bare Express',
  'memory MB',
  'load, cores',
];

/** All figures, medians of their rounds. */
export function figureTable(rows: readonly Row[]): string {
  return markdown(
    ['what', 'server', ...HEADS],
    rows.map((row) => [row.what, row.server, ...FIGURES.map((figure) => rounded(row[figure]))]),
  );
}

const VERDICTS = new Map([
  [true, 'met'],
  [false, 'NOT MET'],
]);

/** Each goal beside what was measured. */
export function goalTable(goals: readonly Goal[]): string {
  const rows = goals.map((goal) => {
    const limit = 'least' in goal.limit ? `at least ${goal.limit.least}` : `at most ${goal.limit.most}`;
    const met = isMet(goal);
    return [
      goal.name,
      met === undefined ? 'not measured' : (VERDICTS.get(met) ?? ''),
      `${rounded(goal.measured)} ${goal.unit}`,
      `${limit} ${goal.unit}`,
    ];
  });
  return markdown(['goal', 'verdict', 'measured', 'wanted'], rows);
}
