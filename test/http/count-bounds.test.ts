import supertest from 'supertest';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/json.ts';
import { searchset } from '../../src/policies/case-request.ts';
import { callOf, callWith, changed } from '../support/call.ts';
import { cardsOf } from '../support/post.ts';
import { startApp } from '../support/server.ts';

const several = <T>(count: number, of: (at: number) => T) => Array.from({ length: count }, (_, at) => of(at));
const osteoporosis = { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'M81.0' }] };
const condition = (id: number, code: JsonObject = osteoporosis) => ({
  ...{ resourceType: 'Condition', id: `c${id}` },
  code,
});
const order = (id: number, members: JsonObject = {}) => ({
  ...{ resourceType: 'ServiceRequest', id: `order-${id}`, status: 'draft', intent: 'order' },
  code: { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '97012' }] },
  ...members,
});
const coverage = (names: readonly string[]) => ({
  ...{ resourceType: 'Coverage', id: 'v', status: 'active' },
  payor: names.map((display) => ({ display })),
});
const withConditions = (body: JsonObject, conditions: readonly JsonObject[]) =>
  changed(body, 'prefetch.conditions', searchset(conditions));
const withCoverage = (...names: readonly string[]) =>
  changed(callOf({ order: { codes: ['hcpcs S9090'] } }), 'prefetch.coverage', searchset([coverage(names)]));

/** The cards of a call, and what `cds_bounded_total` says after it alone. */
async function boundsOf(body: JsonObject) {
  const app = startApp();
  const cards = await cardsOf(app, body);
  const { text } = await supertest(app).get('/metrics');
  const count = (what: string) => Number(new RegExp(`^cds_bounded_total{what="${what}"} (\\d+)`, 'm').exec(text)?.[1]);
  return {
    counts: { texts: count('texts'), resources: count('resources') },
    details: cards.map(({ detail }) => String(detail)),
  };
}

describe('a bound', () => {
  it.each<[what: string, body: () => JsonObject, counts: object, said: RegExp]>([
    [
      'of the text of a Condition',
      () => withConditions(callOf(), [condition(1, { text: 'low back pain, '.repeat(2000) })]),
      { texts: 1, resources: 0 },
      /an entry of the problem list is too long to be read whole/,
    ],
    [
      'of the Conditions of a chart',
      () =>
        withConditions(
          callOf(),
          several(10_001, (at) => condition(at)),
        ),
      { texts: 0, resources: 1 },
      /there was more in the problem list than can be read/,
    ],
    [
      'of the reasons of an order',
      () => callWith([order(1, { reasonCode: several(1100, () => ({ text: 'low back pain' })) })]),
      { texts: 0, resources: 1 },
      /there was more in the order's diagnoses than can be read/,
    ],
    [
      'of the reasons of all orders together',
      () =>
        withConditions(
          callWith(several(3, (at) => order(at, { reasonCode: [osteoporosis] }))),
          several(4000, (at) => condition(at)),
        ),
      { texts: 0, resources: 1 },
      /there was more in the order's diagnoses than can be read/,
    ],
    [
      'of the names of a Coverage',
      () => withCoverage(...several(300, () => 'Example Health'), 'Medicare'),
      { texts: 0, resources: 1 },
      /there was more in the coverage than can be read/,
    ],
    [
      'of the name of a Coverage',
      () => withCoverage(`${'Example '.repeat(200)}Medicare`),
      { texts: 1, resources: 0 },
      /an entry of the coverage is too long to be read whole/,
    ],
    [
      'of the names of a Coverage that the order contains',
      () => {
        const members = {
          contained: [coverage(several(300, () => 'Example Health'))],
          insurance: [{ reference: '#v' }],
        };
        const s9090 = {
          coding: [{ system: 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets', code: 'S9090' }],
        };
        return changed(
          callWith([order(1, { ...members, code: s9090 })]),
          'prefetch.coverage',
          searchset([coverage([])]),
        );
      },
      { texts: 0, resources: 1 },
      /there was more in the coverage than can be read/,
    ],
    [
      'of the notes of an order',
      () => callWith([order(1, { note: several(11_000, () => ({ text: 'as discussed' })) })]),
      { texts: 1, resources: 0 },
      /The text of this order is longer than is read/,
    ],
    [
      'of the notes of a Condition',
      () => withConditions(callOf(), [{ ...condition(1), note: several(11_000, () => ({ text: 'as discussed' })) }]),
      { texts: 1, resources: 0 },
      /an entry of the problem list is too long to be read whole/,
    ],
    [
      'of the identifiers of a Coverage',
      () => {
        const long = { ...coverage(['Example Health']), identifier: several(11_000, () => ({ value: 'x' })) };
        return changed(callOf({ order: { codes: ['hcpcs S9090'] } }), 'prefetch.coverage', searchset([long]));
      },
      { texts: 1, resources: 0 },
      /an entry of the coverage is too long to be read whole/,
    ],
  ])('%s is counted, and said on the card', async (_what, body, counts, said) => {
    const found = await boundsOf(body());
    expect(found.details).toContainEqual(expect.stringMatching(said));
    expect(found.counts).toEqual(counts);
  });

  it('that nothing reached is not counted', async () => {
    const { counts } = await boundsOf(withConditions(withCoverage('Medicare'), [condition(1)]));
    expect(counts).toEqual({ texts: 0, resources: 0 });
  });
});
