import sql, { raw, type Sql } from 'sql-template-tag';
import type { SqlDialect } from '../sql-dialect.ts';

/** The tables of the first release. */
export function firstTables({ text, number, tableOptions, keyTableOptions }: SqlDialect): readonly Sql[] {
  const [textType, numberType, options] = [raw(text), raw(number), raw(tableOptions)];
  return [
    sql`create table calls (
      id ${textType} not null,
      at ${textType} not null,
      site ${textType} not null,
      service ${textType} not null,
      hook_instance ${textType},
      patient ${textType},
      outcome ${textType} not null,
      milliseconds ${numberType} not null,
      orders integer not null,
      knowledge ${textType} not null,
      missing ${textType} not null,
      primary key (at, id)
    ) ${options}`,
    sql`create index calls_hook_instance on calls (hook_instance) where hook_instance is not null`,
    sql`create table decisions (
      at ${textType} not null,
      call ${textType} not null,
      number integer not null,
      order_ref ${textType} not null,
      place integer not null,
      policy ${textType} not null,
      policy_version ${textType} not null,
      policy_hash ${textType} not null,
      outcome ${textType} not null,
      action ${textType},
      why ${textType},
      steps ${textType} not null,
      card ${textType},
      suggestions ${textType} not null,
      primary key (at, call, number)
    ) ${options}`,
    sql`create index decisions_card on decisions (card) where card is not null`,
    sql`create table feedback (
      id ${textType} not null primary key,
      site ${textType} not null,
      service ${textType} not null,
      card ${textType} not null,
      outcome ${textType} not null,
      at ${textType} not null,
      received ${textType} not null,
      suggestions ${textType} not null,
      reason ${textType},
      sealed ${textType}
    ) ${options}`,
    sql`create index feedback_card on feedback (card)`,
    sql`create index feedback_received on feedback (received, id)`,
    sql`create table tokens (key ${textType} not null primary key, expires ${textType} not null) ${raw(keyTableOptions)}`,
    sql`create index tokens_expires on tokens (expires, key)`,
  ];
}
