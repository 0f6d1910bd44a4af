import { expect, it } from 'vitest';
import type { JsonObject } from '../../src/json.ts';
import { searchset } from '../../src/policies/case-request.ts';
import { answerer } from '../support/answer.ts';
import { callOf, callWith, changed } from '../support/call.ts';

const answer = answerer();
const many = (count: number, of: (at: number) => JsonObject) => Array.from({ length: count }, (_, at) => of(at));
const traction = (members: JsonObject) => ({
  ...{ resourceType: 'ServiceRequest', id: 'o1', status: 'draft' },
  code: { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '97012' }] },
  ...members,
});
const coverages = (count: number, of: (at: number) => JsonObject = () => ({})) =>
  searchset(many(count, (at) => ({ resourceType: 'Coverage', id: `${at}`, payor: [{ display: 'x' }], ...of(at) })));

// Enough of both that looking through one list for each item of the other would take far longer.
const MANY = 16_000;
const LONGEST = 15_000;

it.each<readonly [what: string, body: JsonObject]>([
  [
    'Coverages whose payors are references',
    changed(
      callOf(),
      'prefetch.coverage',
      coverages(MANY, (at) => ({ payor: [{ reference: `Organization/${at}` }] })),
    ),
  ],
  [
    'Coverages that the order names',
    changed(
      callWith([traction({ insurance: many(MANY, (at) => ({ reference: `Coverage/other-${at}` })) })]),
      'prefetch.coverage',
      coverages(MANY),
    ),
  ],
  [
    'reasons that the order contains',
    callWith([
      traction({
        contained: many(MANY, (at) => ({ resourceType: 'Condition', id: `${at}` })),
        reasonReference: many(MANY, (at) => ({ reference: `#other-${at}` })),
      }),
    ]),
  ],
  [
    'sites of a Condition with very many codings',
    changed(
      callOf(),
      'prefetch.conditions',
      searchset([
        {
          ...{ resourceType: 'Condition', id: 'c1' },
          code: { coding: many(MANY / 4, (at) => ({ display: `bone ${at}` })) },
          bodySite: many(MANY / 4, (at) => ({ text: `hip ${at}` })),
        },
      ]),
    ),
  ],
])(
  'an order beside very many %s is judged like any other',
  async (_what, body) => {
    expect((await answer(body)).cards).toHaveLength(1);
  },
  LONGEST,
);

it(
  'an order with very many reasons is looked up among very many Conditions once',
  async () => {
    const reasonReference = many(MANY / 100, (at) => ({ reference: `Condition/other-${at}` }));
    const orders = many(100, (at) => traction({ id: `o${at}`, reasonReference }));
    const conditions = searchset(many(MANY, (at) => ({ resourceType: 'Condition', id: `${at}` })));
    expect((await answer(changed(callWith(orders), 'prefetch.conditions', conditions))).cards.length).toBeGreaterThan(
      0,
    );
  },
  LONGEST,
);
