import sql, { type Sql } from 'sql-template-tag';
import type { SqlDialect } from '../sql-dialect.ts';

/** The table of assertions: found by the coverage-assertion-id, forgotten by the instant. */
export function assertionTable({ text, tableOptions }: SqlDialect): readonly Sql[] {
  return [
    sql`create table assertions (
      id ${text} not null primary key,
      at ${text} not null,
      content ${text} not null
    ) ${tableOptions}`,
    sql`create index assertions_by_at on assertions (at)`,
  ];
}
