import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { CaseOrder, PolicyCase } from '../../src/policies/case.ts';
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
const answer = answerer();

describe('what a card says of the payer', () => {
  it.each(cases)('$payer: $policy', async ({ payer, coverage, policy, words, never }) => {
    const row: PolicyCase = { name: payer, order: orders[policy] ?? {}, expect: [], ...(coverage ? { coverage } : {}) };
    const text = JSON.stringify((await answer(requestOf(row))).cards);
    for (const phrase of words) expect(text).toContain(phrase);
    for (const phrase of [...never, 'your plan', 'Your plan']) expect(text).not.toContain(phrase);
  });

  it('names no payer where the coverage did not arrive, and says so', async () => {
    for (const policy of ['unloading', 'decompression', 'dynamic-stabilization']) {
      const body = requestOf({ name: policy, order: orders[policy] ?? {}, expect: [] });
      const { cards } = await answer({ ...body, prefetch: { conditions: null } });
      expect(cards[0]?.detail).toContain('Not checked');
      expect(cards[0]?.detail).not.toContain('Coverage on file');
    }
  });
});
