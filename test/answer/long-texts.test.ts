import { expect, it } from 'vitest';
import { RequestError } from '../../src/errors.ts';
import { orderDispatch } from '../../src/hooks/order-dispatch.ts';
import type { JsonObject } from '../../src/json.ts';
import { searchset } from '../../src/policies/case-request.ts';
import { answerer } from '../support/answer.ts';
import { callOf, callWith, changed } from '../support/call.ts';

const answer = answerer();
/** Milliseconds that each may take on a busy machine. */
const LONGEST = 10_000;
/** So long that what looks at its parts again and again takes longer than a test may. */
const long = (part: string, length = 400_000) => part.repeat(length / part.length);

const order = {
  resourceType: 'ServiceRequest',
  id: 'o1',
  status: 'draft',
  code: { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '97012' }] },
};
const condition = { resourceType: 'Condition', id: 'c1', code: { text: 'osteosarcoma' } };
const chartOf = (members: JsonObject) =>
  changed(callOf(), 'prefetch.conditions', searchset([{ ...condition, ...members }]));
const chartSaying = (texts: readonly string[]) => {
  const conditions = texts.map((text, at) => ({ ...condition, id: `c${at}`, code: { text } }));
  return changed(callOf(), 'prefetch.conditions', searchset(conditions));
};
const searchedBy = (url: string) =>
  changed(callOf(), 'prefetch.coverage', { ...searchset([]), link: [{ relation: 'self', url }] });
const codedBy = (system: string) => ({ ...order, code: { coding: [...order.code.coding, { system, code: 'x' }] } });

it.each<readonly [where: string, body: JsonObject]>([
  [
    'a selection',
    changed(callOf({ hook: 'order-select', order: { codes: ['hcpcs S9090'] } }), 'context.selections', [
      ...['ServiceRequest/order-1', long('a')],
    ]),
  ],
  ['the system of a code, of slashes', callWith([codedBy(`${long('/')}x`)])],
  ['the system of a code, of bars', callWith([codedBy(`${long('|')}\nx`)])],
  ['the patient of a Condition', chartOf({ subject: { reference: `${long('/Patient/a/_history/', 2_000_000)}\n` } })],
  ['the search that a prefetch answers', searchedBy(`Coverage?patient=p1,${long('a')}/x&status=active,${long('a')}|x`)],
  ['the units of an order', callOf({ order: { text: `Mechanical traction 2 units ${long('traction ')}` } })],
  [
    'the words of Conditions, of names alone',
    chartSaying(['bone', 'vertebral', 'spinal'].map((site) => long(`${site} mets `, 20_000))),
  ],
  ['the site of a Condition', chartOf({ bodySite: [{ text: `bone${long(' ')}x` }] })],
])(
  'a text without end in %s is read like any other',
  async (_where, body) => {
    expect((await answer(body)).cards).toHaveLength(1);
  },
  LONGEST,
);

it('a text without end as the address of the FHIR server is refused', async () => {
  await expect(answer(changed(callOf(), 'fhirServer', `https://${long('a')} `))).rejects.toThrow(RequestError);
});

it('a text without end as a dispatched order is refused', () => {
  const context = { patientId: 'p1', dispatchedOrders: [`${long('/')}\n`] };
  const body = { hook: 'order-dispatch', hookInstance: '5a2b8f7e-0c4d-4a1c-9d1e-1f2a3b4c5d6e', context };
  expect(() => orderDispatch.parse(body)).toThrow(RequestError);
});
