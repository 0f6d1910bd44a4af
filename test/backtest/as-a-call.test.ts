import { describe, expect, it } from 'vitest';
import { answerCall } from '../../src/answer/answer-call.ts';
import { requestOn } from '../../src/backtest/build-request.ts';
import { judgeCall } from '../../src/backtest/judge-call.ts';
import { createDecider } from '../../src/decision/decide.ts';
import { FACTS } from '../../src/decision/facts.ts';
import { textWithoutUuids } from '../../src/hooks/card.ts';
import { orderSign } from '../../src/hooks/order-sign.ts';
import { STANDARD_HABITS } from '../../src/hooks/prefetch.ts';
import type { JsonObject } from '../../src/json.ts';
import { OPEN_SITE } from '../../src/sites/site.ts';
import { PREFETCH_ONLY } from '../support/answer.ts';
import { callOf, changed } from '../support/call.ts';
import { knowledge, NOW, newUuid } from '../support/knowledge.ts';
import { copyKnowledge } from '../support/knowledge-copy.ts';
import { backtestOf, boneCancer, coverage, laboratory, traction } from '../support/tested-export.ts';

const CHART = { 'Condition.ndjson': [boneCancer()], 'Coverage.ndjson': [coverage()] };
const ordersIn = (...orders: readonly JsonObject[]) => ({ ...CHART, 'ServiceRequest.ndjson': orders });

describe('an order is judged as of its day', () => {
  it.each<[string, JsonObject, string]>([
    ['the condition was on record', { authoredOn: '2026-01-05' }, 'contraindicated'],
    ['the condition was not known yet', { authoredOn: '2026-01-04' }, 'documentation'],
    [
      'at an hour that is the day before in the time zone of the site',
      { authoredOn: '2026-01-05T03:00:00Z' },
      'documentation',
    ],
  ])('%s', async (_when, order, finding) => {
    const site = {
      policies: undefined,
      cards: 'standard',
      prefetch: STANDARD_HABITS,
      timeZone: 'America/Chicago',
    } as const;
    const { told } = await backtestOf(ordersIn(traction(order)), { site });
    expect(told).toEqual([`card traction/${finding} original-medicare × 1`]);
  });

  it('without a date as of today', async () => {
    const { told, counts } = await backtestOf(ordersIn(traction({ authoredOn: undefined })));
    expect(told).toEqual(['card traction/contraindicated original-medicare × 1']);
    expect(counts.map(({ month }) => month)).toEqual(['undated', 'undated']);
  });

  it('together with the others of the day, in the order in which they were placed, whatever the time zone', async () => {
    const [tokyo, utc] = ['2026-03-10T09:00:00+09:00', '2026-03-10T01:00:00Z'];
    const orders = [traction({ id: 'utc', authoredOn: utc }), traction({ id: 'tokyo', authoredOn: tokyo })];
    const { rows } = await backtestOf(
      {
        'Coverage.ndjson': [coverage()],
        'Condition.ndjson': [boneCancer({ code: { text: 'Low back pain' } })],
        'ServiceRequest.ndjson': orders,
      },
      { withIds: true },
    );
    expect(rows.match(/ServiceRequest\/\w+/g)).toEqual(['ServiceRequest/tokyo', 'ServiceRequest/utc']);
  });

  it('by the version of the policy that was in force, and says so where it had ended', async () => {
    const copy = copyKnowledge();
    const plan = 'fhir-resources/policies/traction/plan-definition.json';
    copy.write(plan, { ...JSON.parse(copy.read(plan)), effectivePeriod: { start: '2026-01-01', end: '2026-03-31' } });
    const orders = ['2025-12-31', '2026-03-31', '2026-04-01'].map((authoredOn, at) =>
      traction({ id: `o${at}`, authoredOn }),
    );
    const { counts } = await backtestOf(ordersIn(...orders), { against: copy.root });
    expect(counts.filter(({ kind }) => kind === 'changed')).toMatchObject([
      { month: '2025-12', finding: 'traction/documentation => no card', orders: 1 },
      { month: '2026-04', finding: 'traction/contraindicated => the same, in other words', orders: 1 },
    ]);
  });

  it('together with the other orders that the patient was given on that day, and no others', async () => {
    const visit = (id: string, authoredOn: string) => traction({ id, authoredOn, occurrenceDateTime: '2026-03-20' });
    const toldOf = async (...orders: readonly JsonObject[]) =>
      (
        await backtestOf({
          ...ordersIn(...orders),
          'Condition.ndjson': [boneCancer({ subject: { reference: 'Patient/p2' } })],
        })
      ).told;
    const onItsOwn = 'card traction/documentation original-medicare × 1';
    expect(await toldOf(visit('o1', '2026-03-10'), visit('o2', '2026-03-11'))).toEqual([onItsOwn, onItsOwn]);
    expect(await toldOf(visit('o1', '2026-03-10'), visit('o2', '2026-03-10'))).toContain(
      'card traction/units original-medicare × 1',
    );
  });
});

it('an order that asks for nothing is counted apart', async () => {
  const { counts, told } = await backtestOf(
    ordersIn(traction({ status: 'entered-in-error' }), laboratory({ id: 'o2' })),
  );
  expect(told).toEqual([]);
  expect(counts).toMatchObject([
    { reason: '', orders: 1 },
    { reason: 'asks for nothing', orders: 1 },
  ]);
});

it('answers as answerCall does', async () => {
  const chart = {
    patient: 'p1',
    orders: [],
    resources: new Map([
      ['Condition', [boneCancer()]],
      ['Coverage', [coverage()]],
    ]),
    brokenTypes: new Set<string>(),
  };
  const around = {
    devices: new Map(),
    organizations: [],
    exported: new Set(['Condition', 'Coverage']),
    brokenOff: new Set<string>(),
  };
  const body = requestOn('2026-03-10', [traction({ status: 'draft' })], chart, around, FACTS);
  const rules = { knowledge, decider: createDecider(knowledge) };

  const ports = {
    rules,
    fhir: PREFETCH_ONLY,
    now: () => NOW,
    newUuid,
    topicSystem: 'https://spine-coverage-cds.example/backtest',
  };
  const { answer } = await answerCall({ body, hook: orderSign, site: OPEN_SITE }, ports);
  const { answered } = await judgeCall(body, orderSign, NOW, { rules, other: undefined, site: OPEN_SITE });
  expect(answer.cards).toHaveLength(1);
  expect(textWithoutUuids(answered.answer.cards)).toBe(textWithoutUuids(answer.cards));
});

describe('a saved call', () => {
  const saved = callOf({
    order: { codes: ['cpt 97012 Mechanical traction'], authoredOn: '2026-03-10' },
    conditions: ['icd10 C79.51 Bone metastasis'],
    coverage: { payor: 'Medicare' },
  });
  it.each([
    ['as a document', { 'call.json': JSON.stringify(saved, null, 2) }],
    ['as a line', { 'calls.ndjson': [saved] }],
    [
      'with a token for its FHIR server, which is not called',
      {
        'call.json': JSON.stringify(
          {
            ...saved,
            fhirServer: 'https://ehr.example.org/fhir',
            fhirAuthorization: { access_token: 'x', token_type: 'Bearer', expires_in: 300, scope: 'x', subject: 'x' },
          },
          null,
          1,
        ),
      },
    ],
  ])('%s is judged with the chart it brings', async (_how, content) => {
    const { told, counts } = await backtestOf(content);
    expect(told).toEqual(['card traction/contraindicated original-medicare × 1']);
    expect(counts.map(({ month }) => month)).toEqual(['2026-03', '2026-03']);
  });

  it('is counted at the payer of the Coverage that stands in it beside the order, as it is judged', async () => {
    const fullUrl = 'urn:uuid:7f1d5a3e-4f5e-4a88-9f4f-2f4d4c1b0a11';
    const beside = coverage({ id: undefined, payor: [{ display: 'Blue Cross and Blue Shield of Minnesota' }] });
    const call = changed(saved, 'context.draftOrders.entry', [
      { resource: traction({ status: 'draft', insurance: [{ reference: fullUrl }] }) },
      { fullUrl, resource: beside },
    ]);
    expect((await backtestOf({ 'calls.ndjson': [call] })).told).toEqual(['card traction/contraindicated bcbsmn × 1']);
  });

  it('that nobody dated is judged as of today', async () => {
    expect((await backtestOf({ 'calls.ndjson': [callOf()] })).counts).toContainEqual(
      expect.objectContaining({ kind: 'card', month: 'undated' }),
    );
  });
});

describe('what is told of orders', () => {
  const hostile = '<script>alert(1)</script> Mechanical traction';
  const order = traction({
    code: { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '97012' }], text: hostile },
  });

  it('holds no words and no ids unless they are asked for', async () => {
    const { rows, texts, counts } = await backtestOf(ordersIn(order));
    expect([rows, texts]).toEqual(['', []]);
    expect(JSON.stringify(counts)).not.toMatch(/script|o1|p1/);
  });

  it('holds the words if they are asked for', async () => {
    const { texts, rows } = await backtestOf(
      ordersIn(order, traction({ ...order, id: 'o2', authoredOn: '2026-05-01' })),
      { withText: true },
    );
    expect(texts).toMatchObject([
      { kind: 'card', policy: 'traction', finding: 'contraindicated', text: hostile, orders: 2 },
    ]);
    expect(rows).toBe('');
  });

  it('lists the orders if their ids are asked for', async () => {
    const { rows } = await backtestOf(ordersIn(order), { withIds: true });
    expect(rows).toBe('2026-03-10,p1,ServiceRequest/o1,card,traction,1.0.0,contraindicated,original-medicare,,,\r\n');
  });
});
