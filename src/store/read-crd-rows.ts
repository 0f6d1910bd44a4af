import * as Type from 'typebox';
import { ERRORS } from '../errors.ts';
import { tryParse } from '../json.ts';
import type { AssertionRecord } from '../records/assertion.ts';
import { type ExchangeRecord, TOKEN_USES } from '../records/exchange.ts';
import { strict } from '../schema/members.ts';
import { validatorOf } from '../schema/validator.ts';
import type { AssertionRow } from './assertions.ts';
import type { ExchangeRow } from './exchanges.ts';
import { StoreError } from './store-error.ts';

// Rows of CRD calls as records, checked as those of read-rows.ts are.

const text = Type.String();
const optional = Type.Optional(text);
const isAssertion = validatorOf(
  Type.Unsafe<AssertionRecord>(
    Type.Object({
      id: text,
      call: text,
      at: text,
      site: text,
      payer: text,
      order: text,
      coverage: text,
      version: text,
      knowledge: text,
      parts: Type.Array(Type.Object({ url: text })),
    }),
  ),
);

const count = Type.Integer({ minimum: 1 });
const isExchange = validatorOf(
  Type.Unsafe<ExchangeRecord>(
    Type.Object(
      {
        id: text,
        at: text,
        site: text,
        service: text,
        hookInstance: optional,
        outcome: Type.Enum(['cards', 'nothing', ...Object.keys(ERRORS)]),
        milliseconds: Type.Number({ minimum: 0 }),
        provider: optional,
        group: optional,
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

/** The assertion of a row. Throws StoreError `faulty-store` for a row that this program cannot have written. */
export function assertionFrom({ id, content }: Pick<AssertionRow, 'id' | 'content'>): AssertionRecord {
  const assertion = tryParse(content);
  if (!isAssertion(assertion)) throw new StoreError('faulty-store', `assertion ${id}`);
  return assertion;
}

/** The CRD call of a row. Throws StoreError `faulty-store` for a row that this program cannot have written. */
export function exchangeFrom({ id, content }: ExchangeRow): ExchangeRecord {
  const exchange = tryParse(content);
  if (!isExchange(exchange)) throw new StoreError('faulty-store', `exchange ${id}`);
  return exchange;
}
