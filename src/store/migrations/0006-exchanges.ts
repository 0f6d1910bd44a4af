import sql, { type Sql } from 'sql-template-tag';
import type { SqlDialect } from '../sql-dialect.ts';

/** The table of CRD calls for the metrics: read and forgotten by the instant. */
export function exchangeTable({ text, tableOptions }: SqlDialect): readonly Sql[] {
  return [
    sql`create table exchanges (
      id ${text} not null,
      at ${text} not null,
      content ${text} not null,
      primary key (at, id)
    ) ${tableOptions}`,
  ];
}
