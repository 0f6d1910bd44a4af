import sql, { type Sql } from 'sql-template-tag';
import type { SqlDialect } from '../sql-dialect.ts';

/** Tables of calls with shorter rows. Those of the first release stay under other names until their rows are taken over. */
function callTables(dialect: SqlDialect): readonly Sql[] {
  const { text, number, instant, bytes, rowNumber, tableOptions, keyTableOptions, byMonth } = dialect;
  return [
    sql`alter table calls rename to calls_0001`,
    sql`alter table decisions rename to decisions_0001`,
    sql`create table origins (
      id ${rowNumber},
      site ${text} not null,
      service ${text} not null,
      knowledge ${text} not null,
      unique (site, service, knowledge)
    ) ${tableOptions}`,
    sql`create table calls (
      at ${instant} not null,
      id ${bytes} not null,
      origin integer not null,
      hook_instance ${bytes},
      patient ${bytes},
      outcome ${text} not null,
      milliseconds ${number} not null,
      orders integer not null,
      missing ${text},
      primary key (at, id)
    ) ${keyTableOptions} ${byMonth}`,
    sql`create index calls_by_hook_instance on calls (hook_instance) where hook_instance is not null`,
    sql`create table decisions (
      at ${instant} not null,
      call ${bytes} not null,
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
      card ${bytes},
      suggestions ${text} not null,
      primary key (at, call, number)
    ) ${tableOptions} ${byMonth}`,
    sql`create index decisions_by_card on decisions (card) where card is not null`,
    // Rows of the first release that nobody could read, as JSON: for a person to look at.
    sql`create table unreadable_rows (content ${text} not null) ${tableOptions}`,
  ];
}

/** The counts, into which calls of the first release come as they are taken over; of its feedback what does not need them. */
function countTables({ text, rowNumber, tableOptions, keyTableOptions }: SqlDialect): readonly Sql[] {
  return [
    sql`create table subjects (
      id ${rowNumber},
      site ${text} not null,
      service ${text} not null,
      policy ${text} not null,
      outcome ${text} not null,
      unique (site, service, policy, outcome)
    ) ${tableOptions}`,
    sql`create table roll_up (
      day ${text} not null,
      subject integer not null,
      what ${text} not null,
      count integer not null,
      primary key (day, subject, what)
    ) ${keyTableOptions}`,
    // Reasons in a client's own words, sealed, by their pseudonyms: the roll-up itself has the pseudonym only.
    sql`create table reason_names (
      pseudonym ${text} not null primary key,
      sealed ${text} not null,
      received ${text} not null
    ) ${tableOptions}`,
    sql`insert into subjects (site, service, policy, outcome) select distinct site, service, '', 'reports' from feedback`,
    sql`insert into roll_up (day, subject, what, count)
      select substr(feedback.received, 1, 10), subjects.id, 'reports', count(*) from feedback
        join subjects on subjects.site = feedback.site and subjects.service = feedback.service and subjects.policy = ''
      group by substr(feedback.received, 1, 10), subjects.id`,
  ];
}

/** The tables of the second release: shorter calls, the roll-up, the check value of the key, and who uses the store. */
export function rollUpTables(dialect: SqlDialect): readonly Sql[] {
  const { text, keyTableOptions } = dialect;
  const months = [
    sql`create table calls_other partition of calls default`,
    sql`create table decisions_other partition of decisions default`,
  ];
  return [
    ...callTables(dialect),
    ...(dialect.name === 'postgres' ? months : []),
    ...countTables(dialect),
    sql`create table settings (name ${text} not null primary key, value ${text} not null) ${keyTableOptions}`,
    sql`create table processes (id ${text} not null primary key, seen ${text} not null) ${keyTableOptions}`,
  ];
}
