import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/json.ts';
import { searchset } from '../../src/policies/case-request.ts';
import { callOf, callWith, changed, emptiesIn, SIGN } from '../support/call.ts';
import { cardsOf, postText } from '../support/post.ts';
import { startApp } from '../support/server.ts';

const app = startApp();
const traction = { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '97012' }], text: 'Mechanical traction' };
const order: JsonObject = {
  resourceType: 'ServiceRequest',
  id: 'order-1',
  status: 'draft',
  intent: 'order',
  code: traction,
};
const device: JsonObject = {
  resourceType: 'DeviceRequest',
  id: 'order-1',
  status: 'draft',
  intent: 'order',
  codeCodeableConcept: { text: 'LTX 3000' },
};
const condition: JsonObject = {
  resourceType: 'Condition',
  id: 'c1',
  code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'C41.2' }] },
};
const coverage: JsonObject = { resourceType: 'Coverage', id: 'v1', status: 'active', payor: [{ display: 'Medicare' }] };

const JUNK: readonly unknown[] = [
  null,
  true,
  0,
  -1.5,
  1e308,
  '',
  ' ',
  '\u0000\uD800\u202E',
  'x'.repeat(10_000),
  [],
  [[[[]]]],
  [null, 1, 'x', [], {}],
  {},
  { coding: null },
  { coding: 'x', text: 7 },
  { coding: [null, [], { system: 5, code: {}, display: [] }] },
  { reference: null },
  { start: 5, end: {} },
  JSON.parse('{"__proto__":{"text":"Dynesys"},"constructor":{"prototype":{"x":1}}}'),
];

const ORDER_MEMBERS = [
  'code',
  'codeCodeableConcept',
  'codeReference',
  'contained',
  'doNotPerform',
  'extension',
  'id',
  'intent',
  'modifierExtension',
  'note',
  'occurrenceDateTime',
  'occurrencePeriod',
  'occurrenceTiming',
  'orderDetail',
  'parameter',
  'patientInstruction',
  'quantityQuantity',
  'reasonCode',
  'resourceType',
  'status',
  'subject',
  '__proto__',
  '__path__',
];
const CONDITION_MEMBERS = [
  'clinicalStatus',
  'verificationStatus',
  'severity',
  'code',
  'subject',
  'abatementDateTime',
  'id',
];
const COVERAGE_MEMBERS = ['type', 'payor', 'period', 'order', 'status', 'beneficiary', 'subject'];

describe.each(ORDER_MEMBERS)('junk in %s of an order', (member) => {
  it('is answered, and the order beside it gets its card', async () => {
    const bad = JUNK.flatMap((junk) => [changed(order, member, junk), changed(device, member, junk)]);
    const good = { ...order, id: 'good', code: { ...traction, text: 'Traction beside junk' } };
    const cards = await cardsOf(app, callWith([...bad, good]));
    expect(cards.map(({ summary }) => summary)).toContainEqual(expect.stringContaining('“Traction beside junk”'));
  });
});

describe('junk in what is known of the patient', () => {
  it.each(CONDITION_MEMBERS)('is survived in Condition.%s', async (member) => {
    const conditions = searchset(JUNK.map((junk) => changed(condition, member, junk)));
    expect(await cardsOf(app, changed(callOf(), 'prefetch.conditions', conditions))).toHaveLength(1);
  });

  it.each(COVERAGE_MEMBERS)('is survived in Coverage.%s', async (member) => {
    const coverages = searchset(JUNK.map((junk) => changed(coverage, member, junk)));
    expect(await cardsOf(app, changed(callOf(), 'prefetch.coverage', coverages))).toHaveLength(1);
  });

  it.each(['patient', 'conditions', 'coverage'])('is survived as the prefetch %s itself', async (key) => {
    for (const junk of JUNK) expect(await cardsOf(app, changed(callOf(), `prefetch.${key}`, junk))).toHaveLength(1);
  });
});

describe('draftOrders', () => {
  const entries: readonly (readonly [string, readonly unknown[]])[] = [
    ['null entries', [null, null]],
    ['entries of every type', [1, 'x', true, [], {}]],
    ['entries whose resource is none', [{ resource: null }, { resource: [] }, { resource: 'x' }, { resource: {} }]],
    ['a nested Bundle', [{ resource: { resourceType: 'Bundle', entry: [{ resource: order }] } }]],
    [
      'order types the rules do not know',
      ['Task', 'CommunicationRequest', 'Nonsense'].map((resourceType) => ({ resource: { resourceType } })),
    ],
    ['orders of FHIR DSTU2', [{ resource: { resourceType: 'DeviceUseRequest', code: traction } }]],
    [
      'odd addresses',
      [
        { fullUrl: 5, resource: {} },
        { fullUrl: {}, resource: {} },
      ],
    ],
  ];

  it.each(entries)('with %s are passed over, and the order beside them is judged', async (_name, others) => {
    const entry = [...others, { resource: order }, ...others];
    expect(await cardsOf(app, changed(callOf(), 'context.draftOrders.entry', entry))).toHaveLength(1);
  });

  it.each([[undefined], [null], [[]]])('whose entries are %j raise no card', async (entry) => {
    expect(await cardsOf(app, changed(callOf(), 'context.draftOrders.entry', entry))).toEqual([]);
  });

  it('may hold an order twice, which is one order, and a device that refers to itself', async () => {
    const circle = { ...device, codeReference: { reference: 'DeviceRequest/order-1' }, codeCodeableConcept: undefined };
    expect(await cardsOf(app, callWith([circle, order, order]))).toHaveLength(1);
  });
});

const text = JSON.stringify(callOf());
const units = JSON.stringify(callWith([{ ...order, quantityQuantity: { value: 2, unit: 'units' }, rank: 'RANK' }]));

describe('JSON that only a parser could love', () => {
  it.each([
    ['a __proto__ beside the hook', text.replace('{', '{"__proto__":{"hook":"x"},'), 1],
    ['a constructor in the context', text.replace('"context":{', '"context":{"constructor":{"name":1},'), 1],
    ['a __proto__ that would stand in for draftOrders', text.replace('"draftOrders"', '"__proto__"'), undefined],
    ['a duplicate member, of which the last counts', text.replace('{', '{"hook":"patient-view",'), 1],
    ['a number beyond all numbers', units.replace('"value":2', '"value":1e400'), 1],
    ['a lone surrogate in the order', text.replace('Mechanical traction', '\\ud800 traction'), 1],
    ['nesting just within the limit', text.replace('{', `{"extension":${'['.repeat(120)}${']'.repeat(120)},`), 1],
  ] as const)('%s does no harm', async (_name, body, cards) => {
    const response = await postText(app, body);
    expect([response.status, response.body.cards?.length]).toEqual([cards === undefined ? 400 : 200, cards]);
    expect(await cardsOf(app, callOf(), SIGN)).toHaveLength(1);
  });

  it.each([
    ['null', 'null'],
    ['an empty list', '[]'],
    ['an empty text', '""'],
    ['a number beyond all numbers', '1e400'],
  ])('%s in an order does not come back in a suggestion that updates it', async (_name, junk) => {
    const response = await postText(app, units.replace('"RANK"', junk)).expect(200);
    expect(response.body.cards).toHaveLength(1);
    expect(emptiesIn(response.body)).toEqual([]);
  });
});
