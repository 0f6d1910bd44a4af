import { DatabaseSync } from 'node:sqlite';

// A store with the tables of the first release, as its programs wrote them; every later one migrates it.

/** Eighteen months, in milliseconds. */
const SPAN = 548 * 86_400_000;
const SITES = ['mercy', 'st-mary', 'lakeside', 'north-clinic', 'valley'] as const;
const SERVICES = ['spine-coverage-order-sign', 'spine-coverage-order-select'] as const;
const POLICIES = ['policy-1', 'policy-2', 'policy-3', 'policy-4'] as const;
const OUTCOMES = ['applies', 'applies', 'applies', 'suppressed', 'unknown', 'not-applicable'] as const;
const HASH = 'a1'.repeat(32);
const REASONS = ['separate-visits', 'coverage-confirmed', 'self-pay-agreed', null] as const;
const SILENT = 0.95;

const TABLES = `
create table calls (id text not null, at text not null, site text not null, service text not null, hook_instance text, patient text,
  outcome text not null, milliseconds real not null, orders integer not null, knowledge text not null, missing text not null,
  primary key (at, id)) strict;
create index calls_hook_instance on calls (hook_instance) where hook_instance is not null;
create table decisions (at text not null, call text not null, number integer not null, order_ref text not null, place integer not null,
  policy text not null, policy_version text not null, policy_hash text not null, outcome text not null, action text, why text,
  steps text not null, card text, suggestions text not null, primary key (at, call, number)) strict;
create index decisions_card on decisions (card) where card is not null;
create table feedback (id text not null primary key, site text not null, service text not null, card text not null,
  outcome text not null, at text not null, received text not null, suggestions text not null, reason text, sealed text) strict;
create index feedback_card on feedback (card);
create index feedback_received on feedback (received, id);
create table tokens (key text not null primary key, expires text not null) strict, without rowid;
create index tokens_expires on tokens (expires, key);
create table kysely_migration (name varchar(255) not null primary key, timestamp varchar(255) not null);
insert into kysely_migration values ('0001-first-tables', '2026-11-01T00:00:00.000Z');
`;

/** Numbers from 0 to 1 that are the same in each run (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const STEP_NAMES = Array.from({ length: 10 }, (_, at) => `conditionNumber${at}`);

/** Made-up values that are the same in each run. */
function createMaker() {
  const random = createRandom(7);
  const word = () => Math.floor(random() * 2 ** 32).toString(16);
  const hex = (digits: number) => Array.from({ length: digits / 8 }, () => word().padStart(8, '0')).join('');
  const uuidOf = (digits: string) => digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-7$3-8$4-$5');
  const pick = <T>(items: readonly [T, ...T[]]): T => items[Math.floor(random() * items.length)] ?? items[0];
  return {
    random,
    hex,
    pick,
    uuid: () => uuidOf(hex(32)),
    uuidAt: (time: number) => uuidOf(time.toString(16).padStart(12, '0') + hex(24).slice(0, 20)),
  };
}

type Maker = ReturnType<typeof createMaker>;
type Cell = string | number | null;

/** Generates a decision with its card and, now and then, feedback on the card. */
function judged(
  { random, hex, pick, uuid }: Maker,
  said: string,
  call: { id: string; time: number; site: string; service: string },
  end: number,
) {
  const card = said === 'applies' ? uuid() : null;
  const order = `ServiceRequest/~${hex(32)}`;
  const steps = STEP_NAMES.map((name) => {
    const isUnknown = said === 'unknown' && name === STEP_NAMES[8];
    const truth = isUnknown
      ? { truth: 'unknown', reason: 'coverage: unreachable' }
      : { truth: pick(['met', 'not-met']) };
    return { name, ...truth, references: name === 'payerName' ? [order] : [] };
  });
  const why = said === 'unknown' ? 'coverage: unreachable' : null;
  const at = new Date(call.time).toISOString();
  const decision: Cell[] = [at, call.id, 0, order, 0, pick(POLICIES), '1.0.0', HASH, said];
  decision.push('offer', why, JSON.stringify(steps), card, card ? JSON.stringify([uuid()]) : '[]');
  if (!card || random() > 0.3) return { decision, feedback: undefined };
  const received = new Date(Math.min(end - 1, call.time + Math.floor(random() * 4 * 3_600_000))).toISOString();
  const isOverride = random() < 0.7;
  const outcome = isOverride ? 'overridden' : 'accepted';
  const reason = isOverride ? pick(REASONS) : null;
  const feedback: Cell[] = [hex(64), call.site, call.service, card, outcome, received, received, '[]', reason, null];
  return { decision, feedback };
}

const NOT_JUDGED = { decision: undefined, feedback: undefined };

/** A call that said nothing, was refused, or had one order judged. */
function aCall(maker: Maker, time: number, end: number) {
  const { random, hex, pick, uuid, uuidAt } = maker;
  const call = { id: uuidAt(time), time, site: pick(SITES), service: pick(SERVICES) };
  const isRefused = random() < 0.002;
  const said = random() < SILENT || isRefused ? undefined : pick(OUTCOMES);
  const answered = said === 'applies' ? 'cards' : 'nothing';
  const milliseconds = Math.round(1000 * Math.exp(1 + random() + random() + (said ? 1.5 : 0))) / 1000;
  const row: Cell[] = [call.id, new Date(time).toISOString(), call.site, call.service, uuid(), `~${hex(32)}`];
  row.push(isRefused ? 'invalid-request' : answered, milliseconds, said ? 1 : 0, HASH, '{}');
  return { row, ...(said ? judged(maker, said, call, end) : NOT_JUDGED) };
}

/** Writes a store of so many calls over 18 months up to `end`, of which 95 in 100 say nothing. */
export function writeStore(file: string, calls: number, end: number): void {
  const maker = createMaker();
  const database = new DatabaseSync(file);
  database.exec(`pragma journal_mode = wal; pragma synchronous = off; pragma cache_size = -200000; ${TABLES}`);
  const inserter = (table: string, columns: number) => {
    const statement = database.prepare(`insert into ${table} values (${Array(columns).fill('?')})`);
    return (cells: readonly Cell[] | undefined) => void (cells && statement.run(...cells));
  };
  const [addCall, addDecision, addFeedback] = [
    inserter('calls', 11),
    inserter('decisions', 14),
    inserter('feedback', 10),
  ];
  database.exec('begin');
  for (let number = 0; number < calls; number += 1) {
    if (number % 50_000 === 49_999) database.exec('commit; begin');
    const { row, decision, feedback } = aCall(maker, Math.floor(end - SPAN + (SPAN * number) / calls), end);
    addCall(row);
    addDecision(decision);
    addFeedback(feedback);
  }
  database.exec('commit; pragma wal_checkpoint(truncate)');
  database.close();
}
