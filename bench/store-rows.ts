import { DatabaseSync } from 'node:sqlite';

// A store with the tables of the first release, as its programs wrote them; every later one migrates it.

const DAY = 86_400_000;
const SITES = ['mercy', 'st-mary', 'lakeside', 'north-clinic', 'valley'];
const SERVICES = ['spine-coverage-order-sign', 'spine-coverage-order-select'];
const POLICIES = ['mechanical-traction', 'decompression', 'spinal-unloading', 'dynamic-stabilization'];
const REASONS = ['separate-visits', 'coverage-confirmed', 'self-pay-agreed', null];
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

const STEP_NAMES = [
  'payerName',
  'originalMedicare',
  'medicareAdvantage',
  'boneCancer',
  'severeOsteoporosis',
  'unstableFracture',
  'currentConditions',
  'physicalTherapyOrdered',
  'coverage',
  'offerTherapy',
];

/** Writes a store of so many calls over 18 months up to `end`. */
export function writeStore(file: string, calls: number, end: number): void {
  const random = createRandom(7);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const hex = (digits: number) =>
    Array.from({ length: digits / 8 }, () =>
      Math.floor(random() * 2 ** 32)
        .toString(16)
        .padStart(8, '0'),
    ).join('');
  const uuidOf = (digits: string) => digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-7$3-8$4-$5');
  const database = new DatabaseSync(file);
  database.exec(`pragma journal_mode = wal; pragma synchronous = off; pragma cache_size = -200000; ${TABLES}`);
  const insert = (table: string, columns: number) =>
    database.prepare(`insert into ${table} values (${Array(columns).fill('?')})`);
  const [call, decision, feedback] = [insert('calls', 11), insert('decisions', 14), insert('feedback', 10)];
  const span = 548 * DAY;
  const knowledge = [hex(64), hex(64), hex(64)];
  const hash = hex(64);
  database.exec('begin');
  for (let number = 0; number < calls; number += 1) {
    if (number % 50_000 === 49_999) database.exec('commit; begin');
    const time = Math.floor(end - span + (span * number) / calls);
    const at = new Date(time).toISOString();
    const id = uuidOf(time.toString(16).padStart(12, '0') + hex(24).slice(0, 20));
    const [site, service] = [pick(SITES), pick(SERVICES)];
    const isSilent = random() < SILENT;
    const milliseconds = Math.round(1000 * Math.exp(1 + random() + random() + (isSilent ? 0 : 1.5))) / 1000;
    const isRefused = random() < 0.002;
    const judged = !isSilent && !isRefused;
    const said = judged ? pick(['applies', 'applies', 'applies', 'suppressed', 'unknown', 'not-applicable']) : '';
    const outcome = isRefused ? 'invalid-request' : said === 'applies' ? 'cards' : 'nothing';
    call.run(
      id,
      at,
      site,
      service,
      uuidOf(hex(32)),
      `~${hex(32)}`,
      outcome,
      milliseconds,
      judged ? 1 : 0,
      knowledge[Math.floor((3 * number) / calls)] ?? '',
      '{}',
    );
    if (!judged) continue;
    const card = said === 'applies' ? uuidOf(hex(32)) : null;
    const order = `ServiceRequest/~${hex(32)}`;
    const steps = STEP_NAMES.map((name) => {
      const truth = said === 'unknown' && name === 'coverage' ? 'unknown' : pick(['met', 'not-met']);
      return {
        name,
        truth,
        ...(truth === 'unknown' ? { reason: 'coverage: unreachable' } : {}),
        references: name === 'payerName' ? [order] : [],
      };
    });
    decision.run(
      at,
      id,
      0,
      order,
      0,
      pick(POLICIES),
      '1.0.0',
      hash,
      said,
      'offer',
      said === 'unknown' ? 'coverage: unreachable' : null,
      JSON.stringify(steps),
      card,
      card ? JSON.stringify([uuidOf(hex(32))]) : '[]',
    );
    if (!card || random() > 0.3) continue;
    const received = new Date(Math.min(end - 1, time + Math.floor(random() * 4 * 3_600_000))).toISOString();
    const isOverride = random() < 0.7;
    feedback.run(
      hex(64),
      site,
      service,
      card,
      isOverride ? 'overridden' : 'accepted',
      received,
      received,
      '[]',
      isOverride ? pick(REASONS) : null,
      null,
    );
  }
  database.exec('commit; pragma wal_checkpoint(truncate)');
  database.close();
}
