import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import type { AssertedExchange } from '../../src/store/exchanges.ts';
import type { ReadableStore } from '../../src/store/store.ts';
import { aCall, anAssertion, instant } from '../support/records.ts';

const DAY = { from: instant(0), to: instant(86_400) };
const HORIZON = { records: instant(20), tokens: instant(-1), counts: '2026-01-01' };

async function exchangesOf(store: ReadableStore): Promise<readonly AssertedExchange[]> {
  const found: AssertedExchange[] = [];
  for await (const page of store.exchangesIn(DAY)) found.push(...page);
  return found;
}

/** Contract of every store for CRD calls. */
export function describeExchanges(open: () => Promise<ReadableStore>): void {
  it('gives back CRD calls of a span with their assertions, page by page in the order of time', async () => {
    const store = await open();
    const crd = {
      provider: '1234567893',
      group: '1992999999',
      tokenUse: 'used' as const,
      payer: { system: 'https://payers.example.org', value: 'a-plan' },
      resources: [{ type: 'Coverage', count: 1, prefetch: true }],
      requests: [
        {
          order: 'ServiceRequest/~1b9d6bcd',
          codes: [{ system: 'http://www.ama-assn.org/go/cpt', code: '97012' }],
          cards: [{ uuid: randomUUID(), topic: 'guideline' }],
        },
      ],
    };
    const calls = Array.from({ length: 450 }, (_, number) => aCall({ at: instant(number % 9), crd }));
    const refused = aCall({ at: instant(20), outcome: 'no-coverage', crd: { resources: [], requests: [] } });
    const asserted = calls.filter((_, number) => number % 3 === 0).map(({ id, at }) => anAssertion({ call: id, at }));
    await store.keepCalls([...calls, refused, aCall({ at: instant(5) }), aCall({ at: DAY.to, crd })]);
    await store.keepCalls(calls.slice(0, 10));
    await store.keepAssertions(asserted);
    const found = await exchangesOf(store);
    const inOrder = [...calls, refused].toSorted((a, b) => (`${a.at} ${a.id}` < `${b.at} ${b.id}` ? -1 : 1));
    expect(found.map(({ exchange }) => exchange.id)).toEqual(inOrder.map(({ id }) => id));
    const { id, at, site, service, hookInstance, outcome, milliseconds } = refused;
    expect(found.at(-1)).toEqual({
      exchange: { id, at, site, service, hookInstance, outcome, milliseconds, resources: [], requests: [] },
      assertions: [],
    });
    expect(found[0]?.exchange).toMatchObject(crd);
    const pairs = found.flatMap(({ exchange, assertions }) => assertions.map((each) => `${exchange.id} ${each.id}`));
    expect(pairs.toSorted()).toEqual(asserted.map((each) => `${each.call} ${each.id}`).toSorted());
    await store.forget(HORIZON);
    expect((await exchangesOf(store)).map(({ exchange }) => exchange.id)).toEqual([refused.id]);
  });
}
