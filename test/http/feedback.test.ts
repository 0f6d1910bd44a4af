import supertest from 'supertest';
import { describe, expect, it } from 'vitest';
import type { FeedbackRecord } from '../../src/records/record.ts';
import type { Store } from '../../src/store/store.ts';
import { callOf, SIGN } from '../support/call.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { postText } from '../support/post.ts';
import { startApp } from '../support/server.ts';

const FEEDBACK = `${SIGN}/feedback`;
const CARD = '4e0a3a1e-197f-44ab-ad90-d2a4d4c7f111';
const AT = '2026-11-22T02:55:47.944Z';
const overridden = { card: CARD, outcome: 'overridden', outcomeTimestamp: AT };
const bad = { card: CARD, outcome: 'ignored', outcomeTimestamp: AT };

/** An application, what its store holds, and its log. */
function start(store: Store = createMemoryStore()) {
  const lines: string[] = [];
  const app = startApp({ store, lines });
  return {
    lines,
    send: (...feedback: readonly unknown[]) => supertest(app).post(FEEDBACK).send({ feedback }),
    text: (text: string) => postText(app, text, 'application/json', FEEDBACK),
    kept: async (): Promise<readonly FeedbackRecord[]> => store.feedbackOn([CARD]),
  };
}

describe('feedback', () => {
  it.each([
    ['accepted', { ...overridden, outcome: 'accepted', acceptedSuggestions: [{ id: 'sug-1' }] }],
    ['dismissed without a reason', overridden],
    [
      'overridden with a reason',
      {
        ...overridden,
        overrideReason: { reason: { code: 'patient-declined', system: 'http://example.org/override' } },
      },
    ],
    [
      'overridden with a reason without system',
      { ...overridden, overrideReason: { reason: { code: 'not-applicable' } } },
    ],
  ])('as the CDS Hooks sandbox sends it, %s, is answered with 200 and kept', async (_name, entry) => {
    const { send, kept } = start();
    const response = await send(entry).expect(200);
    expect(response.body).toEqual({ received: 1 });
    expect(response.headers['cache-control']).toBe('no-store');
    expect(await kept()).toMatchObject([{ card: CARD, site: 'development', outcome: entry.outcome, at: AT }]);
  });

  it('sent again is answered alike and kept once', async () => {
    const { send, kept } = start();
    const answers = [await send(overridden), await send(overridden, overridden)];
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await kept()).toHaveLength(1);
  });

  it('on a card nobody knows is kept', async () => {
    const { send, kept } = start();
    await send(overridden).expect(200);
    expect(await kept()).toHaveLength(1);
  });

  it('with a bad entry keeps the good ones, is answered with 400, and the bad one is named', async () => {
    const { send, kept } = start();
    const response = await send(overridden, bad).expect(400);
    expect(response.body.issue.map(({ expression }: { expression: string[] }) => expression)).toEqual([
      ['feedback[1].outcome'],
    ]);
    expect(await kept()).toHaveLength(1);
    await send(overridden, { ...bad, outcome: 'overridden' }).expect(200);
    expect(await kept()).toHaveLength(1);
  });

  it('of no entries is answered with 200', async () => {
    expect((await start().send().expect(200)).body).toEqual({ received: 0 });
  });

  it.each([
    ['broken JSON', '{"feedback":[', 'invalid-json'],
    ['no object', '[]', 'invalid-request'],
    ['an entry that is not wrapped', JSON.stringify(overridden), 'invalid-request'],
  ])('that is %s is refused', async (_name, text, code) => {
    const response = await start().text(text).expect(400);
    expect(response.body.issue[0].details.coding[0].code).toBe(code);
  });

  it('that cannot be stored is answered with 503 and a time to come back, and never with 200', async () => {
    const down: Store = { ...createMemoryStore(), keepFeedback: () => Promise.reject(new Error('down')) };
    const { send, lines } = start(down);
    const response = await send(overridden).expect(503);
    expect(response.body.issue[0].details.coding[0].code).toBe('store-unavailable');
    expect(Number(response.headers['retry-after'])).toBeGreaterThan(0);
    expect(lines.join()).toContain('"status":503');
  });

  it('is counted entry by entry, however much is wrong with one', async () => {
    const { send, lines } = start();
    await send(overridden, { ...bad, outcomeTimestamp: 5, acceptedSuggestions: 'all' }).expect(400);
    expect(lines.map((line) => JSON.parse(line))).toContainEqual(expect.objectContaining({ kept: 1, refused: 1 }));
  });

  it('never reaches the log in its own words', async () => {
    const { send, lines } = start();
    const overrideReason = { reason: { code: 'x', display: 'secret' }, userComment: 'a secret comment' };
    await send({ ...overridden, overrideReason }, { ...bad, userComment: 'secret' }).expect(400);
    expect(lines.map((line) => JSON.parse(line))).toContainEqual(expect.objectContaining({ kept: 1, refused: 1 }));
    expect(lines.join()).not.toContain('secret');
  });
});

describe('a store that is down', () => {
  it('keeps no card from the clinician', async () => {
    const fail = () => Promise.reject(new Error('down'));
    const store: Store = { ...createMemoryStore(), keepCalls: fail, useToken: fail, reach: fail };
    const app = startApp({ store });
    const response = await supertest(app).post(SIGN).send(callOf()).expect(200);
    expect(response.body.cards).toHaveLength(1);
    await supertest(app).get('/health').expect(200);
    await supertest(app).get('/ready').expect(503);
  });
});
