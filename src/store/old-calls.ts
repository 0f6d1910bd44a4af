import sql, { join, raw, type Sql } from 'sql-template-tag';
import { tryParse } from '../json.ts';
import type { CallRecord } from '../records/record.ts';
import type { DecisionRow } from './schema.ts';
import type { Run, SqlDatabase } from './sql-database.ts';
import { MOST_CALLS } from './sql-reads.ts';
import type { CallQuery } from './store.ts';
import { StoreError } from './store-error.ts';
import { type Writing, writeCalls } from './write-records.ts';

function conditionOf(query: CallQuery): Sql {
  if ('hookInstance' in query) return sql`hook_instance = ${query.hookInstance}`;
  if ('request' in query) return sql`id = ${query.request}`;
  return sql`(at, id) in (select at, call from decisions_0001 where card = ${query.card})`;
}

// Calls in the tables of the first release, which are taken over a few at a time, the newest first, while the server answers.

/** Calls taken over at once: the others wait meanwhile. */
const CHUNK = 100;

interface OldCall {
  readonly id: string;
  readonly at: string;
  readonly hook_instance: string | null;
  readonly missing: string;
}

type OldDecision = Omit<DecisionRow, 'at' | 'call' | 'mode' | 'card'> & {
  readonly at: string;
  readonly call: string;
  readonly card: string | null;
};

async function recordOf(
  { hook_instance, missing, ...same }: OldCall,
  decisions: readonly OldDecision[],
): Promise<CallRecord> {
  const { checkedCall, decisionMembers, present } = await import('./read-rows.ts');
  return checkedCall({
    ...present({ ...same, hookInstance: hook_instance }),
    missing: tryParse(missing),
    decisions: decisions.map(({ at: _at, call: _call, number: _number, ...members }) => decisionMembers(members)),
  });
}

/** The record of each row; one that nobody can read is put aside, and stops none of the others. */
async function recordsOf(run: Run, calls: readonly OldCall[]): Promise<readonly CallRecord[]> {
  const instants = join([...new Set(calls.map(({ at }) => at))]);
  const rows = await run<OldDecision>(
    sql`select * from decisions_0001 where at in (${instants}) order by at, call, number`,
  );
  const byCall = Map.groupBy(rows, ({ call }) => call);
  const records: CallRecord[] = [];
  for (const call of calls) {
    const decisions = byCall.get(call.id) ?? [];
    try {
      records.push(await recordOf(call, decisions));
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      await run(sql`insert into unreadable_rows values (${JSON.stringify({ ...call, decisions })})`);
    }
  }
  return records;
}

/** Takes over the calls that a clause finds, and tells how many they were. */
async function takeOver({ dialect, ...writing }: Writing, clause: Sql): Promise<number> {
  const { run } = writing;
  const calls = await run<OldCall>(sql`select * from calls_0001 ${clause} ${dialect.skipLocked}`);
  if (calls.length === 0) return 0;
  await writeCalls({ dialect, ...writing }, await recordsOf(run, calls));
  const keys = join(calls.map(({ at, id }) => sql`(${at}, ${id})`));
  await run(sql`delete from decisions_0001 where (at, call) in (values ${keys})`);
  await run(sql`delete from calls_0001 where (at, id) in (values ${keys})`);
  return calls.length;
}

/** Calls of an earlier version that await migration. */
export interface OldCalls {
  /** Takes over some calls; false once none is left, and then the tables are gone. */
  takeOverSome(): Promise<boolean>;
  /** Takes over those that are looked for. */
  takeOver(query: CallQuery): Promise<void>;
}

/** The calls that an earlier version left in a database. */
export function createOldCalls(database: SqlDatabase, writingWith: (run: Run) => Writing): OldCalls {
  const { dialect, run, transaction } = database;
  let areGone = false;
  const areThere = async () => {
    if (areGone) return false;
    areGone = (await run(dialect.findTable('calls_0001'))).length === 0;
    return !areGone;
  };
  const takeOverBy = (clause: Sql) => transaction((within) => takeOver(writingWith(within), clause));
  return {
    async takeOverSome() {
      if (!(await areThere())) return false;
      const count = await takeOverBy(sql`order by at desc, id desc limit ${CHUNK}`);
      if (count > 0) return true;
      // Another replica may be at the last ones.
      if ((await run(sql`select 1 as found from calls_0001 limit 1`)).length > 0) return true;
      for (const table of ['calls_0001', 'decisions_0001']) await run(sql`drop table if exists ${raw(table)}`);
      return false;
    },
    async takeOver(query) {
      if (!(await areThere())) return;
      await takeOverBy(sql`where ${conditionOf(query)} order by at desc, id desc limit ${MOST_CALLS}`);
    },
  };
}
