import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';

/*
 * Makes store.sqlite.gz and insights.json of this folder with the program that wrote stores before the roll-up:
 *   git worktree add ../first-release ca697a7
 *   node test/store/first-release/make.ts ../first-release      (with its dependencies installed)
 */

const KEY = 'a-key-of-more-than-thirty-two-characters';
const checkout = resolve(process.argv[2] ?? '');
const { openSqliteStore } = await import(join(checkout, 'src/store/sqlite.ts'));
const { createPseudonymizer } = await import(join(checkout, 'src/audit/pseudonym.ts'));
const { recordFeedback } = await import(join(checkout, 'src/audit/feedback.ts'));

let counter = 0;
const bytes = (size: number) => Buffer.alloc(size, ++counter % 251);
const uuid = () => `0199c000-0000-7000-8000-${String(++counter).padStart(12, '0')}`;
const pseudonymizer = createPseudonymizer(Buffer.from(KEY), bytes);
const at = (day: number, minutes: number) => new Date(Date.UTC(2026, 9, 20 + day, 9, minutes)).toISOString();
const pick = <T>(items: readonly T[], number: number) => items[number % items.length];

const STEPS = [
  { name: 'payerName', truth: 'met', references: [`Coverage/${pseudonymizer.pseudonym('c', 'mercy')}`] },
  { name: 'boneCancer', truth: 'unknown', reason: 'currentConditions: late', references: [] },
];

/** Generates the numbered call: silent, refused, or with one or two decisions. */
function callOf(number: number) {
  const said = pick(['applies', 'unknown', 'suppressed', 'not-applicable', 'applies'], number);
  const kind = pick(['judged', 'silent', 'judged', 'refused', 'judged'], number);
  const policies = number % 6 === 0 ? ['traction', 'decompression'] : [pick(['traction', 'unloading'], number)];
  const decisions = policies.map((policy, place) => ({
    order: `ServiceRequest/${pseudonymizer.pseudonym(`order-${number}`, 'mercy')}`,
    place,
    policy,
    policyVersion: '1.0.0',
    policyHash: 'a1'.repeat(32),
    outcome: said,
    ...(said === 'applies' ? { action: 'unsafe', card: uuid() } : {}),
    ...(said === 'unknown' ? { why: 'payer: late' } : {}),
    steps: STEPS,
    suggestions: said === 'applies' ? [uuid()] : [],
  }));
  const isJudged = kind === 'judged';
  const answered = said === 'applies' && isJudged ? 'cards' : 'nothing';
  return {
    id: uuid(),
    at: at(number % 17, number),
    site: pick(['mercy', 'clinic', 'st-mary'], number),
    service: pick(['spine-coverage-order-sign', 'spine-coverage-order-select'], number),
    ...(kind === 'refused'
      ? {}
      : { hookInstance: number % 7 === 0 ? pseudonymizer.uuidOrPseudonym('visit 7') : uuid() }),
    ...(kind === 'refused' ? {} : { patient: pseudonymizer.pseudonym(`patient-${number % 9}`, 'mercy') }),
    outcome: kind === 'refused' ? 'wrong-hook' : answered,
    milliseconds: 1 + ((number * 37) % 101) / 3,
    orders: isJudged ? decisions.length : 0,
    knowledge: pick(['b2'.repeat(32), 'c3'.repeat(32)], number),
    missing: number % 4 === 0 ? { conditions: 'late' } : {},
    decisions: isJudged ? decisions : [],
  };
}

type Call = ReturnType<typeof callOf>;

/** No report, one with our reason, one with the client's own, or an override and then an acceptance. */
function feedbackOn({ site, service, at: shown, decisions }: Call, number: number): readonly unknown[] {
  const offered = new Map([['research-use', { code: 'research-use', system: 'urn:ours', display: 'Research use' }]]);
  const context = {
    site: number % 11 === 0 ? 'elsewhere' : site,
    service,
    received: at(18, number),
    pseudonymizer,
    offered,
  };
  const report = (card: string, outcome: string, reason?: object, comments: readonly string[] = []) =>
    recordFeedback({ card, outcome, at: shown, suggestions: [], reasons: reason ? [reason] : [], comments }, context);
  const kinds = [
    () => [],
    (card: string) => [report(card, 'overridden', { code: 'research-use' })],
    (card: string) => [
      report(card, 'overridden', { code: 'not-fit', system: 'https://ehr.example.org' }, ['Agreed by telephone.']),
    ],
    (card: string) => [report(card, 'overridden'), report(card, 'accepted')],
  ];
  return decisions.flatMap(({ card }, place) => (card ? (pick(kinds, number + place)?.(card) ?? []) : []));
}

const folder = mkdtempSync(join(tmpdir(), 'first-release-'));
const store = await openSqliteStore(folder);
const calls = Array.from({ length: 150 }, (_, number) => callOf(number));
await store.keepCalls(calls);
await store.keepFeedback(calls.flatMap(feedbackOn));
await store.close();
const environment = { PATH: process.env['PATH'] ?? '', DATA_DIR: folder, STORE_KEY: KEY };
const { stdout } = spawnSync(
  process.execPath,
  [join(checkout, 'src/insights.ts'), '--from', '2026-10-01', '--to', '2026-11-30'],
  { env: environment },
);
writeFileSync(join(import.meta.dirname, 'insights.json'), stdout);
writeFileSync(
  join(import.meta.dirname, 'store.sqlite.gz'),
  gzipSync(readFileSync(join(folder, 'spine-coverage.sqlite'))),
);
rmSync(folder, { recursive: true });
