import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import supertest from 'supertest';
import { describe, expect, it } from 'vitest';
import { createBehindAnswers } from '../src/http/behind-answers.ts';
import { createJournal } from '../src/store/journal.ts';
import { openPostgresStore } from '../src/store/postgres.ts';
import { openSqliteStore } from '../src/store/sqlite.ts';
import type { Store } from '../src/store/store.ts';
import { callOf, SELECT, SIGN } from './support/call.ts';
import { crdCallOf, crdSite, DECOMPRESSION, TRACTION } from './support/crd.ts';
import { accessTo, BONE_CANCER, MEDICARE, serving, spineCall, startUntilTestEnds } from './support/fhir-server.ts';
import { newFolder } from './support/folder.ts';
import { startPostgres } from './support/postgres.ts';
import {
  CANONICAL,
  context,
  coverage,
  form,
  orderOf,
  PATH,
  sign as signOrder,
} from './support/questionnaire-package.ts';
import { startApp } from './support/server.ts';
import { modesOf } from './support/shadow.ts';
import { postgresAt, sqliteIn } from './support/storage.ts';

// Patient data and tokens (name, date of birth, number, access token) never leave by the back door.

const SEEDS = ['Quillfeather', '1961-03-17', 'MRN-88412907', 'tok-5f1c9a77'];
const SEED = SEEDS.join('.');

type Json = string | number | boolean | null | readonly Json[] | { readonly [member: string]: Json };

/** The value as it is once for each of its texts, which the seed takes the place of, and once for each member, renamed. */
function* seeded(value: Json): Generator<Json> {
  if (typeof value === 'string') yield SEED;
  if (Array.isArray(value))
    for (const [at, item] of value.entries()) for (const changed of seeded(item)) yield value.with(at, changed);
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    for (const [name, member] of Object.entries(value)) {
      for (const changed of seeded(member)) yield { ...value, [name]: changed };
      yield { ...value, [`${SEED}-${name}`]: member, [name]: SEED };
    }
}

const found = (where: string) => SEEDS.filter((seed) => where.includes(seed));

/** The bytes of all files in a folder, as text. */
const bytesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');

const TABLES = [
  ...['calls', 'origins', 'decisions', 'feedback', 'roll_up', 'subjects', 'reason_names', 'tokens'],
  ...['assertions', 'exchanges'],
];

async function rowsIn(url: string): Promise<string> {
  const client = new pg.Client(url);
  await client.connect();
  const rows = [];
  for (const table of TABLES) rows.push(...(await client.query(`select * from ${table}`)).rows);
  await client.end();
  return JSON.stringify(rows);
}

const server = await startPostgres('off');

const STORES: readonly (readonly [string, () => Promise<{ store: Store; content: () => string | Promise<string> }>])[] =
  [
    [
      'SQLite',
      async () => {
        const folder = newFolder();
        return { store: await openSqliteStore(sqliteIn(folder)), content: () => bytesIn(folder) };
      },
    ],
    [
      'PostgreSQL',
      async () => {
        const url = await server.newDatabase();
        return { store: await openPostgresStore(postgresAt(url)), content: () => rowsIn(url) };
      },
    ],
  ];

const FEEDBACK = {
  feedback: [
    {
      card: '4e0a3a1e-197f-44ab-ad90-d2a4d4c7f111',
      outcome: 'overridden',
      outcomeTimestamp: '2026-11-22T02:55:47.944Z',
      acceptedSuggestions: [{ id: 'a' }],
      overrideReason: { reason: { code: 'a', system: 'https://a.example', display: 'a' }, userComment: 'a' },
      overrideReasons: {
        reason: { code: 'b' },
        extension: { 'com.epic.cdshooks.feedback.overrideReason.reasonTitle': 'b' },
      },
    },
  ],
};

describe.each(STORES)('with a store in %s', (_name, open) => {
  it('nothing of a patient or a token reaches logs, metrics, error bodies, headers or the store', async () => {
    const { store, content } = await open();
    const lines: string[] = [];
    const errors: string[] = [];
    const journal = createJournal(store, { onLoss: () => undefined });
    const behind = createBehindAnswers();
    const app = startApp({ store, lines, deps: { keep: journal.keep } });
    const policies = modesOf({ traction: 'live', decompression: 'shadow' });
    const crd = startApp({ sites: [{ ...crdSite(), policies }], store, lines, deps: { keep: journal.keep, behind } });
    const chart = [BONE_CANCER, MEDICARE].map((resource) => ({
      ...resource,
      note: [{ text: SEED }],
      text: { div: SEED },
    }));
    const fhir = await startUntilTestEnds(serving(chart));
    const orders = {
      order: { codes: ['cpt 97012 Mechanical traction'], text: 'x', note: 'x' },
      others: [{ text: 'Dynesys' }],
    };
    const known = { conditions: ['icd-10-cm C79.51'], coverage: { payor: 'Medicare' } };
    const sign = { ...callOf({ ...orders, ...known }), ...accessTo(fhir.base) };
    const select = { ...callOf({ ...orders, hook: 'order-select', selected: [0, 1] }), extension: { a: 'x' } };
    let answered = 0;
    const send = async (path: string, body: Json, to = app) => {
      const response = await supertest(to)
        .post(path)
        .set('User-Agent', SEED)
        .set('X-Request-Id', SEED)
        .send(body as object);
      expect(found(JSON.stringify(response.headers))).toEqual([]);
      if (response.status >= 400) errors.push(response.text);
      else answered += 1;
    };
    for (const body of seeded(sign as Json)) await send(SIGN, body);
    for (const body of seeded(spineCall(accessTo(fhir.base)) as Json)) await send(SIGN, body);
    for (const body of seeded(select as Json)) await send(SELECT, body);
    for (const body of seeded(FEEDBACK)) await send(`${SIGN}/feedback`, body);
    for (const row of [TRACTION, { ...DECOMPRESSION, version: '2.0' }])
      for (const body of seeded(crdCallOf(row) as Json)) await send(SIGN, body, crd);
    const { order, assertion } = await signOrder(crd);
    const parameter = [coverage(), orderOf(order), context(assertion), form(CANONICAL)];
    for (const body of seeded({ resourceType: 'Parameters', parameter } as Json)) await send(PATH, body, crd);
    await behind.settled();
    await send(`/fhir/ValueSet/${SEED}`, {});
    await send(`/${SEED}?${SEED}`, {});
    await send(`/cds-services/${SEED}`, {});
    await send(`/sites/${SEED}${SIGN}`, {});
    await journal.flush();
    const metrics = await supertest(app).get('/metrics');
    const crdMetrics = await supertest(crd).get('/metrics');
    const stored = await content();
    await store.close();
    // The search would find nothing in nothing: there were answers, refusals, lines, counters and rows.
    expect([answered > 100, errors.length > 20, lines.length > 100, metrics.text.length > 1000]).not.toContain(false);
    expect(stored).toContain('traction');
    expect(stored).toContain(assertion);
    expect(stored).toContain('4e0a3a1e-197f-44ab-ad90-d2a4d4c7f111');
    expect(found(lines.join('\n'))).toEqual([]);
    expect(found(metrics.text + crdMetrics.text)).toEqual([]);
    expect(crdMetrics.text).toContain('cds_shadow_decisions_total{site="crd-example",policy="decompression"');
    expect(found(errors.join('\n'))).toEqual([]);
    expect(found(stored)).toEqual([]);
  });
});
