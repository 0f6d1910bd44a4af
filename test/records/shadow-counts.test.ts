import { describe, expect, it } from 'vitest';
import type { CallRecord, DecisionRecord } from '../../src/records/record.ts';
import { compareShadow } from '../../src/records/shadow-comparison.ts';
import { readInsights } from '../../src/store/read-insights.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { aCall, aDecision, aShadowDecision } from '../support/records.ts';

/** The insights of a store that holds these calls. */
async function insights(calls: readonly CallRecord[]) {
  const store = createMemoryStore();
  await store.keepCalls(calls);
  const to = '2026-12-31';
  return readInsights(store, { from: '2026-11-01', to }, Date.parse(to));
}

/** A call in which a live policy judged one order for each card; no card where there is none. */
function call(cards: readonly (string | undefined)[], members: Partial<CallRecord> = {}): CallRecord {
  const { card: _, ...silent } = aDecision({ policy: 'traction', steps: [] });
  const decisions = cards.map(
    (card): DecisionRecord => (card === undefined ? { ...silent, outcome: 'not-applicable' } : { ...silent, card }),
  );
  const outcome = cards.every((card) => card === undefined) ? 'nothing' : 'cards';
  return aCall({ outcome, decisions, ...members });
}

describe('a policy in shadow', () => {
  const inShadow = (members: Partial<DecisionRecord> = {}): DecisionRecord => {
    return aShadowDecision({ action: 'units', steps: [], ...members });
  };
  const unknown = { outcome: 'unknown', why: 'payer: late' } as const;
  const withShadow = (cards: readonly (string | undefined)[], ...decisions: readonly DecisionRecord[]) => {
    const live = call(cards);
    return { ...live, decisions: [...live.decisions, ...decisions] };
  };
  const calls = [
    withShadow(['a'], inShadow(), inShadow({ place: 1, action: 'contraindicated' })),
    withShadow([undefined], inShadow(), inShadow(unknown)),
    call(['b']),
  ];

  it('is counted apart: what it would have shown, by finding, and beside which cards', async () => {
    const { policies, sites } = await insights(calls);
    expect(policies.map(({ policy, calls: judged, orders, shown }) => [policy, judged, orders, shown])).toEqual([
      ['traction', 3, 3, 2],
      ['unseen', 0, 0, 0],
    ]);
    expect(policies[0]?.shadow).toBeNull();
    expect(policies[1]).toMatchObject({ unreported: 0, latency: null, unknown: 0, unknownCauses: [] });
    expect(policies[1]?.shadow).toEqual({
      calls: 2,
      orders: 4,
      cards: 3,
      beside: 1,
      findings: [
        { name: 'units', count: 2 },
        { name: 'contraindicated', count: 1 },
      ],
      unknown: 1,
      unknownCauses: [{ name: 'payer: late', count: 1 }],
      unknownSteps: [],
    });
    expect(sites).toMatchObject([{ calls: 3, silent: 1 }]);
  });

  it('counts what stayed unknown apart from the unknown of live ones', async () => {
    const steps = [{ name: 'payer', truth: 'unknown', reason: 'late', references: [] }] as const;
    const { policies } = await insights([withShadow([undefined], inShadow({ ...unknown, steps }))]);
    expect(policies.map(({ unknownSteps, shadow }) => [unknownSteps, shadow?.unknownSteps])).toEqual([
      [[], undefined],
      [[], [{ name: 'late', count: 1 }]],
    ]);
  });

  it('is compared with what was live at its site, over all weeks', async () => {
    const later = { at: '2026-11-30T08:00:00.000Z' };
    const live = call(['c', undefined], later);
    const wentLive = { ...live, decisions: live.decisions.map((made) => ({ ...made, policy: 'unseen' })) };
    const elsewhere = { ...withShadow(['d'], inShadow()), site: 'clinic' };
    expect(compareShadow(await insights([...calls, wentLive, elsewhere]))).toEqual([
      {
        site: 'clinic',
        policy: 'unseen',
        calls: 1,
        shown: 1,
        live: { orders: 0, cards: 0, rate: null },
        shadow: { orders: 1, cards: 1, rate: 1, beside: 1, unknown: 0, findings: [{ name: 'units', count: 1 }] },
      },
      {
        site: 'mercy',
        policy: 'unseen',
        calls: 4,
        shown: 3,
        live: { orders: 2, cards: 1, rate: 0.5 },
        shadow: {
          orders: 4,
          cards: 3,
          rate: 0.75,
          beside: 1,
          unknown: 1,
          findings: [
            { name: 'units', count: 2 },
            { name: 'contraindicated', count: 1 },
          ],
        },
      },
    ]);
  });
});
