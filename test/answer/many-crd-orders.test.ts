import { describe, expect, it } from 'vitest';
import { createMatch, insuredOrders } from '../../src/answer/insured-orders.ts';
import { MOST_CARDS } from '../../src/hooks/card.ts';
import { readCrdOptions } from '../../src/hooks/crd-request.ts';
import { orderSign } from '../../src/hooks/order-sign.ts';
import type { JsonObject } from '../../src/json.ts';
import { crdCards } from '../../src/response/crd-cards.ts';
import { callWith, changed } from '../support/call.ts';
import { coverageOf, crdAnswerer, crdCallOf, crdSite, TRACTION, updatedBy } from '../support/crd.ts';
import { knowledge, TODAY } from '../support/server.ts';

const payers = crdSite().crd?.payers ?? [];
const coverages = [
  { ...coverageOf('c1'), payor: [{ reference: 'Organization/x9' }] },
  { ...coverageOf('c2', { payor: 'other' }) },
];
const order = (at: number, coverage = 'c1') => ({
  resourceType: 'ServiceRequest',
  id: `o${at}`,
  status: 'draft',
  insurance: [{ reference: `Coverage/${coverage}` }],
  code: { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '97012' }] },
});
const ordersOf = (count: number) => Array.from({ length: count }, (_, at) => order(at));

/** The source of matching, with the references that were looked up. */
function source() {
  const asked: string[] = [];
  const lookup = (reference: string): JsonObject | undefined => {
    asked.push(reference);
    return { resourceType: 'Organization', id: 'x9', name: 'Prairie Example Health Plan' };
  };
  return { asked, payers, knowledge, lookup, today: TODAY };
}

/** A CRD call with so many orders of traction. */
const callOf = (count: number, configuration: JsonObject = {}) =>
  changed(
    crdCallOf({ ...TRACTION, configuration }),
    'context.draftOrders.entry',
    Array.from({ length: count }, (_, at) => ({ resource: { ...order(at), insurance: undefined } })),
  );

describe('a CRD call of many orders', () => {
  it('reads the payer of a Coverage once for all orders that name it, and each Coverage by itself', () => {
    const { asked, ...given } = source();
    const match = createMatch({ ...given, coverages });
    expect(ordersOf(100).map((each) => match(each).kind)).toEqual(Array(100).fill('insured'));
    expect(match(order(100, 'c2')).kind).toBe('other-payer');
    expect(new Set(asked)).toEqual(new Set(['Organization/x9']));
    expect(asked.length).toBeLessThan(100);
  });

  it('may be interrupted after each order while their Coverages are matched', () => {
    const request = orderSign.parse(callWith(ordersOf(30)));
    const matching = insuredOrders(
      request,
      new Map([['coverages', { state: 'known', value: coverages }]]),
      '2.2',
      source(),
    );
    for (let pause = 0; pause < 30; pause += 1) expect(matching.next().done).toBe(false);
    expect(matching.next()).toMatchObject({ done: true, value: { length: 30 } });
  });

  it('has its cards made one after another, as they are taken', async () => {
    const body = callOf(30);
    const { decisions, request } = await crdAnswerer()(body);
    const spoken = decisions.map((decision) => ({ decision, label: 'Prairie', statement: undefined }));
    let made = 0;
    const cards = crdCards(spoken, {
      knowledge,
      newUuid: () => `card-${++made}`,
      options: readCrdOptions({ ...body, extension: { 'davinci-crd.configuration': { 'coverage-info': false } } }, [
        '2.2',
      ]),
      today: TODAY,
      subject: request,
      areDrafts: true,
      areSeveral: true,
    });
    for (const decided of cards) if (decided) break;
    expect(made).toBeGreaterThan(0);
    expect(made).toBeLessThan(5);
  });

  it('gets coverage information on each order, and no more cards than one answer holds', async () => {
    const answered = await crdAnswerer()(callOf(MOST_CARDS + 3));
    expect(updatedBy(answered)).toHaveLength(MOST_CARDS + 3);
    expect(answered.answer.cards).toHaveLength(MOST_CARDS);
    // Each order has a card on what to record and one on the section.
    expect(answered.leftOut).toBe(MOST_CARDS + 6);
  });

  it('gets as many cards as the client wishes for, in the order of the draft', async () => {
    const { answer } = await crdAnswerer()(callOf(20, { 'max-cards': 3 }));
    const orders = answer.cards.map(({ extension }) => JSON.stringify(extension));
    expect(orders.map((text) => /o\d+/.exec(text)?.[0])).toEqual(['o0', 'o0', 'o1']);
  });
});
