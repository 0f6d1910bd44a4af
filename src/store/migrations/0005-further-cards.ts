import sql, { type Sql } from 'sql-template-tag';
import type { SqlDialect } from '../sql-dialect.ts';

/** The further cards of a decision, which CRD clients get: found by the card, or with their call, and forgotten by the instant. */
export function furtherCardTable({ bytes, instant, tableOptions }: SqlDialect): readonly Sql[] {
  return [
    sql`create table further_cards (
      card ${bytes} not null primary key,
      at ${instant} not null,
      call ${bytes} not null,
      number integer not null
    ) ${tableOptions}`,
    sql`create index further_cards_by_at on further_cards (at, call, number)`,
  ];
}
