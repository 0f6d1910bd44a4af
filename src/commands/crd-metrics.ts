import { crdMetricData } from '../records/crd-metric-data.ts';
import { openExistingStore } from '../store/open.ts';
import { daysOf } from '../store/span.ts';
import type { SqlStore } from '../store/sql-store.ts';
import type { TimeSpan } from '../store/store.ts';
import { settings } from './settings.ts';
import { UsageError } from './usage-error.ts';

interface CrdMetricsOptions {
  /** YYYY-MM-DD, in UTC, as the other. Without them the last twelve weeks. */
  readonly since?: string;
  readonly until?: string;
}

/** Each CRD call of a span as CRDMetricData, in JSON with a line break. */
export async function* metricLines(
  store: Pick<SqlStore, 'exchangesIn' | 'feedbackOn'>,
  span: TimeSpan,
): AsyncGenerator<string> {
  for await (const page of store.exchangesIn(span)) {
    const cards = page.flatMap(({ exchange }) => exchange.requests.flatMap((request) => request.cards));
    const feedback = await store.feedbackOn(cards.map(({ uuid }) => uuid));
    for (const kept of page) yield `${JSON.stringify(crdMetricData({ ...kept, feedback }))}\n`;
  }
}

async function* closing(store: SqlStore, lines: AsyncIterable<string>): AsyncGenerator<string> {
  try {
    yield* lines;
  } finally {
    await store.close();
  }
}

/** `crd-metrics`: the lines to print. Throws UsageError, ConfigError or StoreError, and so do the lines. */
export async function run({ since, until }: CrdMetricsOptions): Promise<AsyncIterable<string>> {
  const days = daysOf(since, until, Date.now());
  if ('element' in days) throw new UsageError(`--${days.element === 'from' ? 'since' : 'until'} ${days.text}`);
  const { from, to } = days;
  const store = await openExistingStore(settings().storage);
  return closing(store, metricLines(store, { from: `${from}T00:00:00.000Z`, to: `${to}T00:00:00.000Z` }));
}
