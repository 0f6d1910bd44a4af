import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { CallRecord } from '../../src/records/record.ts';
import type { ReadableStore } from '../../src/store/store.ts';
import { aCall, aDecision, aFeedback, anAssertion, aShadowDecision, instant } from '../support/records.ts';
import { describeExchanges } from './exchange-contract.ts';

const DAY = { from: instant(0), to: instant(86_400) };
const NOTHING = { records: instant(-1), tokens: instant(-1), counts: '2026-01-01' };

/** All records of all pages. */
export async function all<T>(pages: AsyncIterable<readonly T[]>): Promise<readonly T[]> {
  const records: T[] = [];
  for await (const page of pages) records.push(...page);
  return records;
}

const idsInOrder = (records: readonly { readonly id: string }[]) => records.map(({ id }) => id);
const idsOf = (records: readonly { readonly id: string }[]) => idsInOrder(records).sort();

/** Contract of every store, whatever it keeps its records in. `open` gives an empty one. */
export function describeStore(name: string, open: () => Promise<ReadableStore>): void {
  describe(`the store in ${name}`, () => {
    const opened: ReadableStore[] = [];
    const openStore = async () => {
      const store = await open();
      opened.push(store);
      return store;
    };
    afterEach(async () => {
      for (const store of opened.splice(0)) await store.close();
    });
    describeCalls(openStore);
    describeFeedback(openStore);
    describeAssertions(openStore);
    describeExchanges(openStore);
    describeTokens(openStore);
    describeForgetting(openStore);

    it('can be reached, and closed twice', async () => {
      const store = await openStore();
      await store.reach();
      await store.close();
    });
  });
}

/** UUIDs in the order in which they would have been made. */
const uuids = (count: number) => Array.from({ length: count }, () => randomUUID()).sort();

function describeCalls(open: () => Promise<ReadableStore>): void {
  const bare: CallRecord = (() => {
    const { hookInstance: _hookInstance, patient: _patient, ...call } = aCall({ outcome: 'invalid-json', missing: {} });
    return call;
  })();
  const {
    action: _action,
    why: _why,
    card: _card,
    ...bareDecision
  } = aDecision({ outcome: 'not-applicable', steps: [] });

  it.each<[string, CallRecord]>([
    ['every member', aCall({ decisions: [aDecision(), aDecision({ place: 1 })] })],
    ['the required members only', bare],
    [
      'decisions of several cards',
      aCall({ decisions: [aDecision(), aDecision({ furtherCards: uuids(2) }), aDecision({ furtherCards: uuids(1) })] }),
    ],
    ['decisions of the required members only', aCall({ decisions: [bareDecision] })],
    ['a decision of a policy in shadow', aCall({ decisions: [aDecision(), aShadowDecision()] })],
    [
      'more decisions than fit in one insert',
      aCall({ decisions: Array.from({ length: 250 }, (_, place) => aDecision({ place })) }),
    ],
    [
      'characters of all kinds',
      aCall({
        site: 'o\'hara "x" ü 漢 🦴 \\',
        decisions: [aDecision({ steps: [{ name: '\0', truth: 'met', references: ['\u2028'] }] })],
      }),
    ],
  ])('gives back a call with %s as it was', async (_form, call) => {
    const store = await open();
    await store.keepCalls([call]);
    expect(await all(store.callsIn(DAY))).toEqual([call]);
  });

  it('keeps a call that is written twice once, with its decisions once', async () => {
    const store = await open();
    const call = aCall({ decisions: [aDecision(), aDecision()] });
    const other = aCall({ at: instant(1) });
    await store.keepCalls([call, call]);
    await store.keepCalls([call, other]);
    expect(await all(store.callsIn(DAY))).toEqual([call, other]);
  });

  it('takes no calls at all', async () => {
    const store = await open();
    await store.keepCalls([]);
    expect(await all(store.callsIn(DAY))).toEqual([]);
  });

  it('finds all calls of one hook firing, the oldest first, also those of the same instant', async () => {
    const store = await open();
    const hookInstance = randomUUID();
    const calls = [3, 1, 1].map((seconds) => aCall({ hookInstance, at: instant(seconds), decisions: [aDecision()] }));
    await store.keepCalls([...calls, aCall({ at: instant(1), decisions: [aDecision()] })]);
    const found = await store.callsOf({ hookInstance });
    expect(found.map(({ at }) => at)).toEqual([instant(1), instant(1), instant(3)]);
    expect(idsOf(found)).toEqual(idsOf(calls));
  });

  it('finds the newest 1000 calls where a client sends one hookInstance for ever', async () => {
    const store = await open();
    const hookInstance = randomUUID();
    await store.keepCalls(Array.from({ length: 1010 }, (_, number) => aCall({ hookInstance, at: instant(number) })));
    const found = await store.callsOf({ hookInstance });
    expect([found.length, found[0]?.at, found.at(-1)?.at]).toEqual([1000, instant(10), instant(1009)]);
  });

  it('finds the call that sent a card, with all its decisions', async () => {
    const store = await open();
    const card = randomUUID();
    const further = randomUUID();
    const call = aCall({ decisions: [aDecision(), aDecision({ card, furtherCards: [further] })] });
    await store.keepCalls([aCall({ decisions: [aDecision()] }), call]);
    expect(await store.callsOf({ card })).toEqual([call]);
    expect(await store.callsOf({ card: further })).toEqual([call]);
    expect(await store.callsOf({ card: randomUUID() })).toEqual([]);
  });

  it('finds a call by its request id, also by one that tells its time', async () => {
    const store = await open();
    const at = instant(5);
    const time = Date.parse(at).toString(16).padStart(12, '0');
    const timed = aCall({ at, id: `${time.slice(0, 8)}-${time.slice(8)}-7abc-8abc-0123456789ab` });
    const other = aCall();
    await store.keepCalls([timed, other, aCall()]);
    expect(await store.callsOf({ request: timed.id })).toEqual([timed]);
    expect(await store.callsOf({ request: other.id })).toEqual([other]);
    expect(await store.callsOf({ request: randomUUID() })).toEqual([]);
  });

  it('reads the calls of a span, its start included and its end not, in the order of time, page by page', async () => {
    const store = await open();
    const calls = Array.from({ length: 501 }, (_, number) => aCall({ at: instant(Math.floor(number / 7)) }));
    await store.keepCalls([aCall({ at: instant(-1) }), ...calls.toReversed(), aCall({ at: instant(1000) })]);
    const found = await all(store.callsIn({ from: instant(0), to: instant(1000) }));
    expect(found.map(({ at }) => at)).toEqual(calls.map(({ at }) => at));
    expect(idsOf(found)).toEqual(idsOf(calls));
  });
}

function describeFeedback(open: () => Promise<ReadableStore>): void {
  const { reason: _reason, sealed: _sealed, ...bare } = aFeedback({ outcome: 'accepted', suggestions: [] });

  it.each([
    ['every member', aFeedback()],
    ['the required members only', bare],
  ])('gives back feedback with %s as it was', async (_form, feedback) => {
    const store = await open();
    await store.keepFeedback([feedback]);
    expect(await all(store.feedbackIn(DAY))).toEqual([feedback]);
  });

  it('keeps feedback that is sent twice once, as it came first', async () => {
    const store = await open();
    const feedback = aFeedback();
    await store.keepFeedback([feedback, feedback]);
    await store.keepFeedback([aFeedback({ received: instant(30) }), { ...feedback, received: instant(30) }]);
    const found = await all(store.feedbackIn(DAY));
    expect(found).toHaveLength(2);
    expect(found[0]).toEqual(feedback);
  });

  it('finds the feedback on many cards, in the order of arrival', async () => {
    const store = await open();
    const cards = Array.from({ length: 2500 }, () => randomUUID());
    const given = [2, 0, 1].map((number) => aFeedback({ card: cards[number * 1000] ?? '', received: instant(number) }));
    await store.keepFeedback([...given, aFeedback()]);
    const found = await store.feedbackOn([...cards, ...cards]);
    expect(found).toEqual([given[1], given[2], given[0]]);
    expect(await store.feedbackOn([])).toEqual([]);
  });

  it('gives feedback that arrived in one instant in the order of its ids, however it was written', async () => {
    const store = await open();
    const [first, second, third] = ['a', 'b', 'c'].map((id) => aFeedback({ id, card: 'card' }));
    if (!(first && second && third)) throw new Error('three reports');
    await store.keepFeedback([third, first, second]);
    expect(idsInOrder(await store.feedbackOn(['card']))).toEqual(['a', 'b', 'c']);
    expect(idsInOrder(await all(store.feedbackIn(DAY)))).toEqual(['a', 'b', 'c']);
  });

  it('reads the feedback that arrived in a span, its start included and its end not, page by page', async () => {
    const store = await open();
    const feedback = Array.from({ length: 501 }, (_, number) =>
      aFeedback({ received: instant(Math.floor(number / 7)) }),
    );
    await store.keepFeedback([
      aFeedback({ received: instant(-1) }),
      ...feedback,
      aFeedback({ received: instant(1000) }),
    ]);
    const found = await all(store.feedbackIn({ from: instant(0), to: instant(1000) }));
    expect(found.map(({ received }) => received)).toEqual(feedback.map(({ received }) => received));
    expect(idsOf(found)).toEqual(idsOf(feedback));
  });
}

function describeTokens(open: () => Promise<ReadableStore>): void {
  it('accepts a token once', async () => {
    const store = await open();
    expect(await store.useToken('one', instant(300))).toBe(true);
    expect(await store.useToken('one', instant(300))).toBe(false);
    expect(await store.useToken('one', instant(600))).toBe(false);
    expect(await store.useToken('other', instant(300))).toBe(true);
  });

  it('accepts a token once of many uses at the same time, while calls and feedback are written', async () => {
    const store = await open();
    const [uses] = await Promise.all([
      Promise.all(Array.from({ length: 60 }, (_, number) => store.useToken(`token ${number % 3}`, instant(300)))),
      ...Array.from({ length: 20 }, () => store.keepCalls([aCall({ decisions: [aDecision()] }), aCall()])),
      ...Array.from({ length: 20 }, () => store.keepFeedback([aFeedback(), aFeedback()])),
    ]);
    expect(uses.filter((isFirst) => isFirst)).toHaveLength(3);
    expect(await all(store.callsIn(DAY))).toHaveLength(40);
    expect(await all(store.feedbackIn(DAY))).toHaveLength(40);
  });
}

function describeAssertions(open: () => Promise<ReadableStore>): void {
  it('gives back an assertion by its id as it was, and none by another', async () => {
    const store = await open();
    const [assertion, other] = [anAssertion(), anAssertion({ parts: [] })];
    await store.keepAssertions([assertion, other]);
    expect(await store.assertionOf(assertion.id)).toEqual(assertion);
    expect(await store.assertionOf(randomUUID())).toBeUndefined();
  });

  it('leaves an assertion as it was first written', async () => {
    const store = await open();
    const assertion = anAssertion();
    await store.keepAssertions([assertion]);
    await store.keepAssertions([{ ...assertion, payer: 'another' }]);
    expect(await store.assertionOf(assertion.id)).toEqual(assertion);
  });

  it('forgets assertions that are older than it is told, and no others', async () => {
    const store = await open();
    const [old, young] = [anAssertion({ at: instant(0) }), anAssertion({ at: instant(10) })];
    await store.keepAssertions([old, young]);
    await store.forget({ ...NOTHING, records: instant(10) });
    expect(await store.assertionOf(old.id)).toBeUndefined();
    expect(await store.assertionOf(young.id)).toEqual(young);
  });
}

function describeForgetting(open: () => Promise<ReadableStore>): void {
  it('forgets what is older than it is told, and nothing else', async () => {
    const store = await open();
    const card = randomUUID();
    const old = Array.from({ length: 450 }, (_, number) =>
      aCall({ at: instant(number % 9), decisions: [aDecision({ furtherCards: number === 0 ? [card] : uuids(1) })] }),
    );
    const kept = aCall({ at: instant(10), decisions: [aDecision()] });
    const keptFeedback = aFeedback({ received: instant(10) });
    await store.keepCalls([...old, kept]);
    await store.keepFeedback([...old.map((_, number) => aFeedback({ received: instant(number % 9) })), keptFeedback]);
    await store.forget({ ...NOTHING, records: instant(10) });
    expect(await all(store.callsIn(DAY))).toEqual([kept]);
    expect(await all(store.feedbackIn(DAY))).toEqual([keptFeedback]);
    expect(await store.callsOf({ card })).toEqual([]);
    await store.keepCalls(old.slice(0, 1).map((call) => ({ ...call, decisions: [] })));
    expect((await all(store.callsIn(DAY)))[0]?.decisions).toEqual([]);
    expect(await store.callsOf({ card })).toEqual([]);
  });

  it('forgets tokens that have expired, and no others', async () => {
    const store = await open();
    await Promise.all(Array.from({ length: 450 }, (_, number) => store.useToken(`old ${number}`, instant(0))));
    await store.useToken('young', instant(60));
    await store.forget({ ...NOTHING, tokens: instant(60) });
    expect(await store.useToken('old 0', instant(120))).toBe(true);
    expect(await store.useToken('young', instant(60))).toBe(false);
  });
}
