import sql, { type Sql } from 'sql-template-tag';
import type { SqlDialect } from '../sql-dialect.ts';

/** The tables of the first release. */
export function firstTables({ text, number, tableOptions, keyTableOptions }: SqlDialect): readonly Sql[] {
  return [
    sql`create table calls (
      id ${text} not null,
      at ${text} not null,
      site ${text} not null,
      service ${text} not null,
      hook_instance ${text},
      patient ${text},
      outcome ${text} not null,
      milliseconds ${number} not null,
      orders integer not null,
      knowledge ${text} not null,
      missing ${text} not null,
      primary key (at, id)
    ) ${tableOptions}`,
    sql`create index calls_hook_instance on calls (hook_instance) where hook_instance is not null`,
    sql`create table decisions (
      at ${text} not null,
      call ${text} not null,
      number integer not null,
      order_ref ${text} not null,
      place integer not null,
      policy ${text} not null,
      policy_version ${text} not null,
      policy_hash ${text} not null,
      outcome ${text} not null,
      action ${text},
      why ${text},
      steps ${text} not null,
      card ${text},
      suggestions ${text} not null,
      primary key (at, call, number)
    ) ${tableOptions}`,
    sql`create index decisions_card on decisions (card) where card is not null`,
    sql`create table feedback (
      id ${text} not null primary key,
      site ${text} not null,
      service ${text} not null,
      card ${text} not null,
      outcome ${text} not null,
      at ${text} not null,
      received ${text} not null,
      suggestions ${text} not null,
      reason ${text},
      sealed ${text}
    ) ${tableOptions}`,
    sql`create index feedback_card on feedback (card)`,
    sql`create index feedback_received on feedback (received, id)`,
    sql`create table tokens (key ${text} not null primary key, expires ${text} not null) ${keyTableOptions}`,
    sql`create index tokens_expires on tokens (expires, key)`,
  ];
}
