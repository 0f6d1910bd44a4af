import sql, { type Sql } from 'sql-template-tag';
import * as Type from 'typebox';
import { ERRORS } from '../errors.ts';
import type { AssertionRecord } from '../records/assertion.ts';
import { type ExchangeRecord, TOKEN_USES } from '../records/exchange.ts';
import type { CallRecord } from '../records/record.ts';
import { validatorOf } from '../schema/validator.ts';
import { type AssertionRow, assertionFrom } from './assertions.ts';
import { pagesAfter } from './pages-after.ts';
import { parsed } from './read-rows.ts';
import type { Run } from './sql-database.ts';
import type { Span } from './store.ts';
import { StoreError } from './store-error.ts';

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

const PAGE = 200;
const text = Type.String();
const optional = Type.Optional(text);
const strict = { additionalProperties: false } as const;
const count = Type.Integer({ minimum: 1 });
const isExchange = validatorOf(
  Type.Unsafe<ExchangeRecord>(
    Type.Object(
      {
        ...{ id: text, at: text, site: text, service: text, hookInstance: optional },
        outcome: Type.Enum(['cards', 'nothing', ...Object.keys(ERRORS)]),
        milliseconds: Type.Number({ minimum: 0 }),
        ...{ provider: optional, group: optional },
        payer: Type.Optional(Type.Object({ system: text, value: text }, strict)),
        tokenUse: Type.Optional(Type.Enum(TOKEN_USES)),
        resources: Type.Array(Type.Object({ type: text, count, prefetch: Type.Boolean() }, strict)),
        requests: Type.Array(
          Type.Object(
            {
              order: text,
              codes: Type.Array(Type.Object({ system: text, code: text }, strict)),
              cards: Type.Array(Type.Object({ uuid: text, topic: text }, strict)),
            },
            strict,
          ),
        ),
      },
      strict,
    ),
  ),
);

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

/** Throws StoreError `faulty-store` for a row that this program cannot have written. */
function exchangeFrom({ id, content }: ExchangeRow): ExchangeRecord {
  const exchange = parsed(content);
  if (!isExchange(exchange)) throw new StoreError('faulty-store', `exchange ${id}`);
  return exchange;
}

/** The CRD calls that arrived in a span, with their assertions, page by page in the order of time. */
export async function* exchangesIn(run: Run, { from, to }: Span): AsyncGenerator<readonly AssertedExchange[]> {
  const readAfter = (last: ExchangeRow | undefined) => {
    const start: Sql = last ? sql`(at, id) > (${last.at}, ${last.id})` : sql`at >= ${from}`;
    return run<ExchangeRow>(sql`select * from exchanges where ${start} and at < ${to} order by at, id limit ${PAGE}`);
  };
  for await (const rows of pagesAfter(readAfter)) {
    // An assertion has the instant of its call.
    const asserted = await run<AssertionRow>(
      sql`select * from assertions where at between ${rows[0]?.at} and ${rows.at(-1)?.at} order by at, id`,
    );
    const byCall = Map.groupBy(asserted.map(assertionFrom), ({ call }) => call);
    yield rows.map(exchangeFrom).map((exchange) => ({ exchange, assertions: byCall.get(exchange.id) ?? [] }));
  }
}
