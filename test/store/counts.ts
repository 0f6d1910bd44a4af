import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { ReadableStore } from '../../src/store/store.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { aCall, aDecision, aFeedback, aShadowDecision, instant } from '../support/records.ts';
import { all } from './contract.ts';

/** Rule of counting for each store: written counts equal those of the records. `open` gives an empty store. */
export function describeCounts(name: string, openStore: () => Promise<ReadableStore>): void {
  describe(`the counts in ${name}`, () => {
    const opened: ReadableStore[] = [];
    const open = async () => {
      const store = await openStore();
      opened.push(store);
      return store;
    };
    afterEach(async () => {
      for (const store of opened.splice(0)) await store.close();
    });
    const DAYS = { from: '2026-11-01', to: '2026-12-31' };
    const at = (day: number, seconds = 0) => new Date(Date.UTC(2026, 10, day, 9) + seconds * 1000).toISOString();
    const sorted = async (store: ReadableStore, days = DAYS) => {
      const lines = (await store.countsIn(days)).map((entry) => JSON.stringify(Object.entries(entry).sort()));
      return lines.sort();
    };

    const severalCards = (areSeveral: boolean) => (areSeveral ? { furtherCards: [randomUUID()] } : {});

    /** Calls of some days, sites and outcomes, and feedback on their cards, also from another site, late and twice. */
    function someRecords() {
      const calls = Array.from({ length: 40 }, (_, number) => {
        const decisions = [
          aDecision({ ...severalCards(number % 3 === 0), policy: `policy-${number % 3}` }),
          ...(number % 2 === 0 ? [aDecision({ place: 1, policy: `policy-${number % 3}`, outcome: 'unknown' })] : []),
          ...(number % 3 === 0 ? [aShadowDecision({ policy: `policy-${(number + 1) % 3}`, place: number % 2 })] : []),
        ];
        const site = number % 4 === 0 ? 'clinic' : 'mercy';
        return aCall({ at: at(1 + (number % 5), number), site, milliseconds: 1 + number, decisions });
      });
      const silent = ['nothing', 'invalid-json'] as const;
      const others = silent.map((outcome) => aCall({ at: at(3), outcome, decisions: [] }));
      const feedback = calls.flatMap(({ decisions: [decision], site, at: shown }, number) => {
        const card = decision?.furtherCards?.[0] ?? decision?.card ?? '';
        const report = { card, site, received: at(4 + (number % 9), number), at: shown };
        const reports = [
          aFeedback({ ...report, reason: `reason-${number % 3}` }),
          aFeedback({ ...report, at: at(6), outcome: number % 5 === 0 ? 'accepted' : 'overridden' }),
          aFeedback({ ...report, site: 'elsewhere' }),
        ];
        return reports.slice(0, number % 4);
      });
      return { calls: [...calls, ...others], feedback: [...feedback, aFeedback({ received: at(2) })] };
    }

    async function expected({ calls, feedback }: ReturnType<typeof someRecords>) {
      const memory = createMemoryStore();
      await memory.keepCalls(calls);
      await memory.keepFeedback(feedback);
      return sorted(memory);
    }

    it.each<[string, (store: ReadableStore, records: ReturnType<typeof someRecords>) => Promise<void>]>([
      [
        'calls come first',
        async (store, { calls, feedback }) => {
          await store.keepCalls(calls);
          await store.keepFeedback(feedback);
        },
      ],
      [
        'calls come first, and feedback report by report',
        async (store, { calls, feedback }) => {
          await store.keepCalls(calls);
          for (const report of feedback) await store.keepFeedback([report]);
        },
      ],
      [
        'feedback comes first',
        async (store, { calls, feedback }) => {
          await store.keepFeedback(feedback);
          await store.keepCalls(calls);
        },
      ],
      [
        'all comes one by one, the last first, at once and twice',
        async (store, { calls, feedback }) => {
          const writes = () => [
            ...feedback.toReversed().map((report) => store.keepFeedback([report, report])),
            ...calls.toReversed().map((call) => store.keepCalls([call])),
          ];
          await Promise.all(writes());
          await Promise.all(writes());
        },
      ],
    ])('counts each call and what became of each card once, if %s', async (_order, write) => {
      const store = await open();
      const records = someRecords();
      await write(store, records);
      expect(await sorted(store)).toEqual(await expected(records));
    });

    it('counts for the days that are asked for, the first included and the last not', async () => {
      const store = await open();
      await store.keepCalls([1, 2, 3, 4].map((day) => aCall({ at: at(day) })));
      const counts = await store.countsIn({ from: '2026-11-02', to: '2026-11-04' });
      expect(counts.filter(({ what }) => what === 'calls').map(({ count }) => count)).toEqual([2]);
    });

    it('counts each day for monitoring: all services and reasons together, without durations and steps, of those in shadow the orders only', async () => {
      const [store, memory] = [await open(), createMemoryStore()];
      const { calls, feedback } = someRecords();
      const byService = calls.map((call, number) => ({ ...call, service: number % 2 === 0 ? 'one' : 'two' }));
      const unrecognized = { unrecognized: ['system urn:example:new'] };
      for (const one of [store, memory]) {
        await one.keepCalls([...byService, aCall({ at: at(2), ...unrecognized })]);
        await one.keepFeedback(feedback);
      }
      const [days, lines] = [
        { from: '2026-11-01', to: '2026-11-05' },
        async (from: ReadableStore) =>
          (await from.dailyCountsIn(days)).map((entry) => JSON.stringify(Object.entries(entry).sort())).sort(),
      ];
      expect(await lines(store)).toEqual(await lines(memory));
      const counts = await store.dailyCountsIn(days);
      expect(new Set(counts.map(({ day }) => day))).toEqual(
        new Set(['2026-11-01', '2026-11-02', '2026-11-03', '2026-11-04']),
      );
      expect(new Set(counts.map(({ service, what }) => `${service}${what.split(':')[0]}`))).toEqual(
        new Set(['calls', 'orders', 'shown', 'accepted', 'reason', 'missing', 'unrecognized', 'shadow']),
      );
      expect(new Set(counts.filter(({ what }) => what.startsWith('shadow')).map(({ what }) => what))).toEqual(
        new Set(['shadow:orders']),
      );
      expect(new Set(counts.filter(({ what }) => what.startsWith('reason')).map(({ what }) => what))).toEqual(
        new Set(['reason:any']),
      );
    });

    it('keeps the counts of records that are forgotten, until they are forgotten themselves', async () => {
      const store = await open();
      const records = someRecords();
      await store.keepCalls(records.calls);
      await store.keepFeedback(records.feedback);
      const later = { from: '2026-11-04', to: DAYS.to };
      const [before, beforeLater] = [await sorted(store), await sorted(store, later)];
      await store.forget({ records: at(30), tokens: instant(0), counts: '2026-11-01' });
      expect(await all(store.callsIn({ from: at(1), to: at(30) }))).toEqual([]);
      expect(await sorted(store)).toEqual(before);
      await store.forget({ records: at(30), tokens: instant(0), counts: '2026-11-04' });
      expect(await sorted(store, later)).toEqual(beforeLater);
      expect(await sorted(store, { from: '2026-11-01', to: '2026-11-04' })).toEqual([]);
    });
  });
}
