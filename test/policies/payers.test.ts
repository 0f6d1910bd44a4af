import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { JsonObject } from '../../src/json.ts';
import type { CaseOrder, PolicyCase } from '../../src/policies/case.ts';
import { searchset } from '../../src/policies/case-request.ts';
import { answerer } from '../support/answer.ts';
import { requestOf } from '../support/case.ts';

interface Wording {
  readonly payer: string;
  readonly coverage: PolicyCase['coverage'];
  /** By policy: words the card must hold, and words it must not. */
  readonly says: Readonly<Record<string, { readonly words?: readonly string[]; readonly never?: readonly string[] }>>;
}

const rows = parse(readFileSync(join(import.meta.dirname, 'payers/wording.yaml'), 'utf8')) as readonly Wording[];
const orders: Readonly<Record<string, CaseOrder>> = {
  unloading: { type: 'DeviceRequest', codes: ['hcpcs E1399'], text: 'LTX 3000' },
  decompression: { codes: ['hcpcs S9090'] },
  'dynamic-stabilization': { codes: ['cpt 22899'], text: 'Dynesys L4-5' },
  traction: { codes: ['cpt 97012'] },
};
const cases = rows.flatMap(({ payer, coverage, says }) =>
  Object.entries(says).map(([policy, { words = [], never = [] }]) => ({ payer, coverage, policy, words, never })),
);
const names = parse(readFileSync(join(import.meta.dirname, 'payers/names.yaml'), 'utf8')) as Readonly<
  Record<string, readonly string[]>
>;
const lines = Object.entries(names).flatMap(([payer, [name = '']]) =>
  Object.keys(orders).map((policy) => ({ payer, name, policy })),
);
const ABSENT = 'http://hl7.org/fhir/StructureDefinition/data-absent-reason';
const coverageOf = (id: string, display: string, order?: number): JsonObject => ({
  resourceType: 'Coverage',
  id,
  status: 'active',
  payor: [{ display }],
  ...(order ? { order } : {}),
});
const draftOf = (body: JsonObject) =>
  ((body['context'] as JsonObject)['draftOrders'] as { entry: readonly { resource: JsonObject }[] }).entry.map(
    ({ resource }) => resource,
  );
const answer = answerer();

describe('what a card says of the payer', () => {
  it.each(cases)('$payer: $policy', async ({ payer, coverage, policy, words, never }) => {
    const row: PolicyCase = { name: payer, order: orders[policy] ?? {}, expect: [], ...(coverage ? { coverage } : {}) };
    const text = JSON.stringify((await answer(requestOf(row))).cards);
    for (const phrase of words) expect(text).toContain(phrase);
    for (const phrase of [...never, 'your plan', 'Your plan']) expect(text).not.toContain(phrase);
  });

  it.each(lines)('$payer: $policy says what to check', async ({ payer, name, policy }) => {
    const row: PolicyCase = { name: payer, order: orders[policy] ?? {}, expect: [], coverage: { payor: name } };
    const [card] = (await answer(requestOf(row))).cards;
    const line = card?.detail?.split('\n').find((text) => text.includes('Coverage on file'));
    expect(line).toMatch(/check with|on the member's card/i);
    if (payer !== 'self-pay') expect(card?.detail).toContain(name);
  });

  it.each(Object.keys(orders))(
    '%s: of several that may pay it names all, and no rule of one of them',
    async (policy) => {
      const body = requestOf({ name: policy, order: orders[policy] ?? {}, expect: [] });
      const prefetch = {
        conditions: null,
        coverage: searchset([coverageOf('a', 'Cigna'), coverageOf('b', 'Medicare')]),
      };
      const { cards } = await answer({ ...body, prefetch });
      expect(cards[0]?.detail).toContain('**More than one coverage** is on file: Cigna; Medicare.');
      expect(JSON.stringify(cards)).not.toMatch(/Coverage on file|Original Medicare|\$14/);
    },
  );

  it('asks each order of a call for the insurance it names', async () => {
    const order = orders['decompression'] ?? {};
    const body = requestOf({ name: 'two', order, others: [order, order], expect: [] });
    const [one, two, three] = draftOf(body);
    const insurance = [{ reference: 'Coverage/comp' }];
    const entry = [{ ...one, insurance }, two, { ...three, insurance }].map((resource) => ({ resource }));
    const context = { ...(body['context'] as JsonObject), draftOrders: { resourceType: 'Bundle', entry } };
    const coverage = searchset([coverageOf('comp', 'Oakdale Workers Comp', 2), coverageOf('m', 'Medicare', 1)]);
    const { cards } = await answer({ ...body, context, prefetch: { conditions: null, coverage } });
    expect(cards.map(({ detail }) => /Coverage on file: ([^.]*)/.exec(detail ?? '')?.[1])).toEqual([
      "workers' compensation, Oakdale Workers Comp",
      'Medicare',
      "workers' compensation, Oakdale Workers Comp",
    ]);
  });

  it.each<readonly [rule: string, members: JsonObject, name: string]>([
    [
      'the first payor that has a name, not one whose name is absent',
      {
        payor: [
          { reference: 'Organization/1', _display: { extension: [{ url: ABSENT, valueCode: 'unknown' }] } },
          { display: 'Harbor Health' },
        ],
      },
      'Harbor Health',
    ],
    [
      'the type where the payors have no name',
      { payor: [{ display: ' ' }], type: { text: 'Harbor PPO' } },
      'Harbor PPO',
    ],
    ['nothing where nothing has a name', { payor: [{ reference: 'Organization/1' }] }, 'payer not named'],
  ])('is called by %s', async (_rule, members, name) => {
    for (const [policy, order] of Object.entries(orders)) {
      const body = requestOf({ name: policy, order, expect: [] });
      const coverage = searchset([{ resourceType: 'Coverage', id: 'c', status: 'active', ...members }]);
      const { cards } = await answer({ ...body, prefetch: { conditions: null, coverage } });
      expect(cards[0]?.detail, policy).toContain(`Coverage on file: ${name}.`);
    }
  });

  it('names no payer where the coverage did not arrive, and says so', async () => {
    for (const policy of ['unloading', 'decompression', 'dynamic-stabilization']) {
      const body = requestOf({ name: policy, order: orders[policy] ?? {}, expect: [] });
      const { cards } = await answer({ ...body, prefetch: { conditions: null } });
      expect(cards[0]?.detail, policy).toContain('Not checked');
      expect(cards[0]?.detail, policy).not.toContain('Coverage on file');
    }
  });
});
