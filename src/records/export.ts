import { stringify } from 'csv-stringify/sync';
import type { Monitoring } from '../monitoring/monitor.ts';
import type { PolicyNotice } from '../policies/in-force.ts';
import type { Latency } from './histogram.ts';
import type { Insights, PolicyRow, SiteRow } from './insight-rows.ts';
import { compareShadow } from './shadow-comparison.ts';
import type { NamedCount } from './statistics.ts';

type Cell = string | number | null | undefined;
type Columns<Row> = Readonly<Record<string, (row: Row) => Cell>>;

/** `name=count; name=count`, the most frequent first. The signs between are taken out of names that clients chose. */
const listed = (counts: readonly NamedCount[]) =>
  counts.map(({ name, count }) => `${name.replaceAll(/[;=\s]+/g, ' ').trim()}=${count}`).join('; ');
const total = (counts: readonly NamedCount[]) => counts.reduce((sum, { count }) => sum + count, 0);
const rounded = (rate: number | null) => rate && Number(rate.toFixed(4));

const latency: Columns<{ readonly latency: Latency | null }> = {
  p50_ms: (row) => row.latency?.p50,
  p95_ms: (row) => row.latency?.p95,
  p99_ms: (row) => row.latency?.p99,
};

const POLICY_COLUMNS: Columns<PolicyRow> = {
  week: ({ week }) => week,
  site: ({ site }) => site,
  policy: ({ policy }) => policy,
  calls: ({ calls }) => calls,
  orders: ({ orders }) => orders,
  shown: ({ shown }) => shown,
  accepted: ({ accepted }) => accepted,
  overridden: ({ overridden }) => overridden,
  unreported: ({ unreported }) => unreported,
  feedback: ({ feedback }) => feedback,
  acceptance: ({ acceptance }) => rounded(acceptance),
  override: ({ override }) => rounded(override),
  reportedShare: ({ reportedShare }) => rounded(reportedShare),
  reasons: ({ reasons }) => listed(reasons),
  unknown: ({ unknown }) => unknown,
  unknown_causes: ({ unknownCauses }) => listed(unknownCauses),
  unknown_steps: ({ unknownSteps }) => listed(unknownSteps),
  ...latency,
  shadow_calls: ({ shadow }) => shadow?.calls,
  shadow_orders: ({ shadow }) => shadow?.orders,
  shadow_cards: ({ shadow }) => shadow?.cards,
  shadow_beside: ({ shadow }) => shadow?.beside,
  shadow_findings: ({ shadow }) => shadow && listed(shadow.findings),
  shadow_unknown: ({ shadow }) => shadow?.unknown,
  shadow_unknown_causes: ({ shadow }) => shadow && listed(shadow.unknownCauses),
};

const SITE_COLUMNS: Columns<SiteRow> = {
  week: ({ week }) => week,
  site: ({ site }) => site,
  calls: ({ calls }) => calls,
  silent: ({ silent }) => silent,
  refused: ({ refused }) => total(refused),
  refused_by: ({ refused }) => listed(refused),
  incomplete: ({ incomplete }) => listed(incomplete),
  unrecognized: ({ unrecognized }) => listed(unrecognized),
  ...latency,
};

/** A text that a spreadsheet would run as a formula gets an apostrophe in front. */
export const CSV_FORMAT = { record_delimiter: 'windows', escape_formulas: true } as const;

function tableOf<Row>(rows: readonly Row[], columns: Columns<Row>): string {
  const names = Object.keys(columns);
  return stringify(
    rows.map((row) => Object.values(columns).map((cell) => cell(row))),
    { ...CSV_FORMAT, header: true, columns: names },
  );
}

/**
 * One row for each policy, site and week, as CSV (RFC 4180) with a header. Counts by name stand in one cell, as
 * `name=count; name=count`; what is not known is empty; rates have four decimals, durations are milliseconds.
 */
function policiesCsv({ policies }: Insights): string {
  return tableOf(policies, POLICY_COLUMNS);
}

/** One row for each site and week, over all policies, in the same form. */
function sitesCsv({ sites }: Insights): string {
  return tableOf(sites, SITE_COLUMNS);
}

/** Formats of insights: all as JSON, or a table as CSV. */
export const FORMS = ['json', 'csv', 'sites-csv'] as const;
type Form = (typeof FORMS)[number];

const CSV = 'text/csv; charset=utf-8';

/** Data exported beside insights in JSON. */
interface Beside {
  /** Notices on the dates of policies. */
  readonly notices: readonly PolicyNotice[];
  /** Alarms, and what is expected; undefined while it was not looked for. */
  readonly monitoring: Monitoring | undefined;
}

/** Insights with what is made of them, the comparison of policies in shadow, and what stands beside them. */
export function insightsReport(insights: Insights, { notices, monitoring }: Beside) {
  return { ...insights, comparison: compareShadow(insights), notices, monitoring: monitoring ?? null };
}

/** Insights in a form, with its media type. In JSON the names are those of the types. */
export function exportAs(
  form: Form,
  insights: Insights,
  beside: Beside,
): { readonly type: string; readonly body: string } {
  switch (form) {
    case 'json':
      return {
        type: 'application/json; charset=utf-8',
        body: `${JSON.stringify(insightsReport(insights, beside), undefined, 2)}\n`,
      };
    case 'csv':
      return { type: CSV, body: policiesCsv(insights) };
    case 'sites-csv':
      return { type: CSV, body: sitesCsv(insights) };
  }
}
