import { describe, expect, it } from 'vitest';
import type { GivenReason } from '../../src/hooks/feedback.ts';
import { recordFeedback } from '../../src/records/feedback-record.ts';
import { bucketOf, latencyOf } from '../../src/records/histogram.ts';
import type { Insights } from '../../src/records/insight-rows.ts';
import type { CallRecord, DecisionRecord, FeedbackRecord } from '../../src/records/record.ts';
import { countedReason } from '../../src/records/roll-up.ts';
import { readInsights } from '../../src/store/read-insights.ts';
import { callOf } from '../support/call.ts';
import { knowledge } from '../support/knowledge.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { pseudonymizerOf } from '../support/pseudonymizer.ts';
import { recorded, reported } from '../support/recorded.ts';

const pseudonymizer = pseudonymizerOf();
const ALL = { from: '2026-11-01', to: '2026-12-31' };

/** The insights of a store that holds these records. */
async function insights(calls: readonly CallRecord[], feedback: readonly FeedbackRecord[] = []): Promise<Insights> {
  const store = createMemoryStore((record) => countedReason(record, pseudonymizer));
  await store.keepCalls(calls);
  await store.keepFeedback(feedback);
  return readInsights(store, ALL, Date.parse(ALL.to));
}
/** A percentile of these milliseconds, which is right within 2 %. */
const near = (milliseconds: number) => latencyOf(new Map([[bucketOf(milliseconds), 1]]))?.p50;

let counter = 0;
/** A call in which a policy judged one order for each card; no card where there is none. */
function call(cards: readonly (string | undefined)[], members: Partial<CallRecord> = {}): CallRecord {
  const decision = (card: string | undefined): DecisionRecord => ({
    order: 'ServiceRequest',
    place: 0,
    policy: 'traction',
    policyVersion: '1.0.0',
    policyHash: 'hash',
    outcome: card === undefined ? 'not-applicable' : 'applies',
    steps: [],
    suggestions: [],
    ...(card === undefined ? {} : { card }),
  });
  return {
    id: `call-${++counter}`,
    at: '2026-11-22T08:00:00.000Z',
    site: 'mercy',
    service: 'order-sign',
    outcome: cards.some((card) => card !== undefined) ? 'cards' : 'nothing',
    milliseconds: 10,
    orders: cards.length,
    knowledge: 'hash',
    missing: {},
    decisions: cards.map(decision),
    ...members,
  };
}
const accepted = (card: string, members: Partial<FeedbackRecord> = {}) =>
  reported(card, { outcome: 'accepted', ...members });

describe('the row of a policy', () => {
  it('counts its calls, orders, cards and what became of them', async () => {
    const calls = [call(['a', 'b', undefined]), call(['c']), call([undefined]), call(['d', 'e', 'f'])];
    const feedback = [accepted('a'), reported('b'), reported('c', { reason: 'research-use' })];
    const { policies } = await insights(calls, feedback);
    expect(policies).toEqual([
      {
        week: '2026-W47',
        site: 'mercy',
        policy: 'traction',
        calls: 4,
        orders: 8,
        shown: 6,
        accepted: 1,
        overridden: 2,
        reasons: [
          { name: 'none', count: 1 },
          { name: 'research-use', count: 1 },
        ],
        unreported: 3,
        feedback: 3,
        acceptance: 1 / 6,
        override: 2 / 3,
        reportedShare: 1 / 2,
        unknown: 0,
        unknownCauses: [],
        unknownSteps: [],
        latency: { p50: near(10), p95: near(10), p99: near(10) },
        shadow: null,
      },
    ]);
  });

  it('counts a card once, however often it was reported; an acceptance outweighs what was overridden', async () => {
    const feedback = [reported('a'), accepted('a'), accepted('a'), reported('a'), reported('b'), reported('b')];
    const [row] = (await insights([call(['a', 'b'])], feedback)).policies;
    expect(row).toMatchObject({ shown: 2, accepted: 1, overridden: 1, unreported: 0, feedback: 6 });
    expect(row?.reasons).toEqual([{ name: 'none', count: 1 }]);
  });

  it('takes the last reason of a card, by when it was given', async () => {
    const late = reported('a', { reason: 'research-use', at: '2026-11-22T09:00:00.000Z' });
    const early = reported('a', { reason: 'self-pay-agreed', at: '2026-11-22T08:30:00.000Z' });
    for (const feedback of [
      [early, late],
      [late, early],
    ])
      expect((await insights([call(['a'])], feedback)).policies[0]?.reasons).toEqual([
        { name: 'research-use', count: 1 },
      ]);
  });

  it('takes the reason that arrived last, of two that were given in one instant', async () => {
    const at = '2026-11-22T09:00:00.000Z';
    const feedback = [
      reported('a', { at, id: 'b', received: '2026-11-22T09:01:00.000Z', reason: 'research-use' }),
      reported('a', { at, id: 'a', received: '2026-11-22T09:02:00.000Z', reason: 'other' }),
    ];
    expect((await insights([call(['a'])], feedback)).policies[0]?.reasons).toEqual([{ name: 'other', count: 1 }]);
  });

  it.each<readonly [name: string, reasons: readonly GivenReason[], comments: readonly string[]]>([
    ['research-use', [{ code: 'research-use' }], ['x']],
    ['other: patient-declined', [{ code: 'patient-declined', system: 'https://ehr.example.org' }], []],
    ['other: Not fit', [{ category: '45', title: 'Not fit' }], ['x']],
    ['none', [], ['x']],
    ['none', [], []],
  ])('names a reason %s', async (name, reasons, comments) => {
    const record = recordFeedback(
      { card: 'a', outcome: 'overridden', at: '2026-11-22T09:00:00.000Z', suggestions: [], reasons, comments },
      { site: 'mercy', service: 's', received: '', pseudonymizer, offered: knowledge.overrideReasons },
    );
    const { policies } = await insights([call(['a'])], [{ ...record, card: 'a' }]);
    expect(policies[0]?.reasons).toEqual([{ name, count: 1 }]);
  });

  it('says that a reason cannot be read, where it was sealed under another secret', async () => {
    const { policies } = await insights([call(['a'])], [reported('a', { sealed: pseudonymizerOf(8).seal('{}') })]);
    expect(policies[0]?.reasons).toEqual([{ name: 'unreadable', count: 1 }]);
  });

  it('counts feedback for the week in which the card was shown', async () => {
    const calls = [call(['a']), call(['b'], { at: '2026-11-23T00:00:00.000Z' })];
    const later = { at: '2026-12-24T00:00:00.000Z', received: '2026-12-24T00:00:00.000Z' };
    const { policies } = await insights(calls, [reported('a', later), accepted('b', later)]);
    expect(policies.map(({ week, accepted: taken, overridden }) => [week, taken, overridden])).toEqual([
      ['2026-W47', 0, 1],
      ['2026-W48', 1, 0],
    ]);
  });

  it('holds the latency of its own calls', async () => {
    const slow = call(['b'], { milliseconds: 400 });
    const { policies } = await insights([call(['a']), slow, call([], { milliseconds: 9000 })]);
    expect(policies[0]).toMatchObject({ calls: 2, latency: { p50: near(10), p95: near(400), p99: near(400) } });
  });

  it('counts what is unknown by its cause, also where a card came all the same', async () => {
    const record = await recorded(callOf({ conditions: 'unknown' }));
    const unknown = record.decisions.map((decision) => ({
      ...decision,
      outcome: 'unknown' as const,
      why: 'payer: late',
    }));
    const { policies } = await insights([record, { ...record, id: 'another', decisions: unknown }]);
    expect(policies[0]).toMatchObject({ orders: 2, unknown: 1, unknownCauses: [{ name: 'payer: late', count: 1 }] });
    const name = 'currentConditions: not-sent';
    const steps = record.decisions.flatMap((decision) => decision.steps).filter(({ reason }) => reason === name);
    expect(policies[0]?.unknownSteps[0]).toEqual({ name, count: 2 * steps.length });
  });
});

describe('a rate', () => {
  it('is unknown for a site that reports nothing: silence is no refusal', async () => {
    const calls = [call(['a', 'b']), call(['c'], { site: 'clinic' })];
    const { policies } = await insights(calls, [reported('a')]);
    expect(
      policies.map(({ site, acceptance, override, reportedShare }) => [site, acceptance, override, reportedShare]),
    ).toEqual([
      ['clinic', null, null, null],
      ['mercy', 0, 1, 0.5],
    ]);
    expect(policies[0]).toMatchObject({ shown: 1, overridden: 0, unreported: 1 });
  });

  it('is known in a week without feedback, if the site reports at all', async () => {
    const calls = [call(['a']), call(['b'], { at: '2026-11-30T00:00:00.000Z' })];
    const { policies } = await insights(calls, [accepted('a')]);
    expect(policies[1]).toMatchObject({ week: '2026-W49', acceptance: 0, override: null, reportedShare: 0 });
  });

  it('is unknown where no card was shown', async () => {
    const calls = [call(['a']), call([undefined], { at: '2026-11-30T00:00:00.000Z' })];
    const { policies } = await insights(calls, [accepted('a')]);
    expect(policies[1]).toMatchObject({ shown: 0, acceptance: null, override: null, reportedShare: null });
  });
});

describe('the row of a site', () => {
  it('counts all calls: answered, silent, refused by code, with what was not complete or not known', async () => {
    const refused = { decisions: [], milliseconds: 0.1 };
    const { sites } = await insights([
      call(['a'], { milliseconds: 20, missing: { conditions: 'withheld' }, unrecognized: ['system urn:x'] }),
      call([], { unrecognized: ['system urn:x'] }),
      call([], { ...refused, outcome: 'invalid-request' }),
      call([], { ...refused, outcome: 'invalid-request' }),
      call([], { ...refused, outcome: 'wrong-hook', site: 'clinic' }),
    ]);
    expect(sites).toEqual([
      {
        week: '2026-W47',
        site: 'clinic',
        calls: 0,
        silent: 0,
        refused: [{ name: 'wrong-hook', count: 1 }],
        incomplete: [],
        unrecognized: [],
        latency: null,
      },
      {
        week: '2026-W47',
        site: 'mercy',
        calls: 2,
        silent: 1,
        refused: [{ name: 'invalid-request', count: 2 }],
        incomplete: [{ name: 'conditions: withheld', count: 1 }],
        unrecognized: [{ name: 'system urn:x', count: 2 }],
        latency: { p50: near(10), p95: near(20), p99: near(20) },
      },
    ]);
  });
});

describe('feedback that fits no card', () => {
  it('is counted by site, also on a card of another site, which it does not touch', async () => {
    const { policies, unmatched } = await insights(
      [call(['a'])],
      [reported('x'), reported('a', { site: 'clinic' }), accepted('a', { site: 'clinic' })],
    );
    expect(unmatched).toEqual([
      { name: 'clinic', count: 2 },
      { name: 'mercy', count: 1 },
    ]);
    expect(policies[0]).toMatchObject({ accepted: 0, overridden: 0, unreported: 1, feedback: 0, reportedShare: null });
  });
});

describe('nothing', () => {
  it('gives no rows', async () => {
    expect(await insights([])).toEqual({ policies: [], sites: [], unmatched: [] });
  });
});
