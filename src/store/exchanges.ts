import sql, { type Sql } from 'sql-template-tag';
import type { AssertionRecord } from '../records/assertion.ts';
import type { ExchangeRecord } from '../records/exchange.ts';
import type { CallRecord } from '../records/record.ts';
import type { AssertionRow } from './assertions.ts';
import { PAGE_SIZE, pagesAfter } from './pages-after.ts';
import type { Run } from './sql-database.ts';
import type { TimeSpan } from './store.ts';

/** A CRD call for the metrics as a row: its record is a JSON text. `at` is a text as of Date.toISOString. */
export interface ExchangeRow {
  readonly id: string;
  readonly at: string;
  readonly content: string;
}

/** A CRD call, and what was asserted in its answer. */
export interface AssertedExchange {
  readonly exchange: ExchangeRecord;
  readonly assertions: readonly AssertionRecord[];
}

/** The record of a call for the metrics; undefined for a call of a site that is no CRD client. */
export function exchangeIn(call: CallRecord): ExchangeRecord | undefined {
  const { id, at, site, service, hookInstance, outcome, milliseconds, crd } = call;
  const instance = hookInstance === undefined ? {} : { hookInstance };
  return crd && { id, at, site, service, ...instance, outcome, milliseconds, ...crd };
}

/** The rows of those calls that are of CRD clients. */
export function rowsOfExchanges(calls: readonly CallRecord[]): readonly ExchangeRow[] {
  return calls.flatMap((call) => {
    const exchange = exchangeIn(call);
    return exchange ? { id: call.id, at: call.at, content: JSON.stringify(exchange) } : [];
  });
}

/** The CRD calls that arrived in a span, with their assertions, page by page in the order of time. */
export async function* exchangesIn(run: Run, { from, to }: TimeSpan): AsyncGenerator<readonly AssertedExchange[]> {
  const readAfter = (last: ExchangeRow | undefined) => {
    const start: Sql = last ? sql`(at, id) > (${last.at}, ${last.id})` : sql`at >= ${from}`;
    return run<ExchangeRow>(
      sql`select * from exchanges where ${start} and at < ${to} order by at, id limit ${PAGE_SIZE}`,
    );
  };
  const { assertionFrom, exchangeFrom } = await import('./read-crd-rows.ts');
  for await (const rows of pagesAfter(readAfter)) {
    // An assertion has the instant of its call.
    const asserted = await run<AssertionRow>(
      sql`select * from assertions where at between ${rows[0]?.at} and ${rows.at(-1)?.at} order by at, id`,
    );
    const byCall = Map.groupBy(asserted.map(assertionFrom), ({ call }) => call);
    yield rows.map(exchangeFrom).map((exchange) => ({ exchange, assertions: byCall.get(exchange.id) ?? [] }));
  }
}
