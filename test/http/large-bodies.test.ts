import { EventEmitter } from 'node:events';
import type { Response } from 'express';
import { describe, expect, it } from 'vitest';
import { createLargeBodies } from '../../src/http/large-bodies.ts';
import { SIGN } from '../support/call.ts';
import { NOW, newUuid } from '../support/knowledge.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { postText } from '../support/post.ts';
import { startApp } from '../support/server.ts';

const LARGE = 1_000_000;
const newResponse = () => Object.assign(new EventEmitter(), { closed: false }) as unknown as Response;

function world() {
  const takeTurn = createLargeBodies();
  const started: number[] = [];
  const responses: Response[] = [];
  const send = async (bytes: number, call: number) => {
    const response = newResponse();
    responses[call] = response;
    await takeTurn(bytes, response);
    started.push(call);
  };
  const answer = (call: number) => responses[call]?.emit('close');
  const leave = (call: number) => Object.assign(responses[call] ?? {}, { closed: true });
  return { started, send, answer, leave };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('large bodies', () => {
  it('are parsed two at a time, in the order in which they came', async () => {
    const { started, send, answer } = world();
    const calls = [0, 1, 2, 3].map((call) => send(LARGE, call));
    await settled();
    expect(started).toEqual([0, 1]);
    answer(1);
    await settled();
    expect(started).toEqual([0, 1, 2]);
    for (const call of [0, 2, 3]) answer(call);
    await Promise.all(calls);
    expect(started).toEqual([0, 1, 2, 3]);
  });

  it('hold up no small one', async () => {
    const { started, send } = world();
    for (const call of [0, 1, 2]) void send(LARGE, call);
    await send(1000, 3);
    expect(started).toContain(3);
  });

  it('are refused when too many wait, and told to come back', async () => {
    const { send } = world();
    for (let call = 0; call < 10; call += 1) void send(LARGE, call);
    await expect(send(LARGE, 10)).rejects.toMatchObject({ code: 'not-ready', headers: { 'Retry-After': '1' } });
  });

  it('of clients that have gone hold up nobody', async () => {
    const takeTurn = createLargeBodies();
    const gone = Object.assign(newResponse(), { closed: true });
    for (let call = 0; call < 20; call += 1)
      await expect(takeTurn(LARGE, gone)).rejects.toMatchObject({ code: 'aborted' });
  });

  it('of clients that go while they wait are not parsed', async () => {
    const { started, send, answer, leave } = world();
    const calls = [0, 1, 2, 3].map((call) => send(LARGE, call));
    const aborted = expect(calls[2]).rejects.toMatchObject({ code: 'aborted' });
    leave(2);
    answer(0);
    await aborted;
    await calls[3];
    expect(started).toEqual([0, 1, 3]);
  });

  it('are counted together, whichever address they were sent to', async () => {
    let writes = 0;
    const disk = Promise.withResolvers<void>();
    const keepFeedback = () => {
      writes += 1;
      return disk.promise;
    };
    const app = startApp({ store: { ...createMemoryStore(), keepFeedback } });
    const statuses: number[] = [];
    const feedback = [{ card: newUuid(), outcome: 'overridden', outcomeTimestamp: new Date(NOW).toISOString() }];
    const text = JSON.stringify({ feedback }).padEnd(LARGE);
    const paths = [`${SIGN}/feedback`, '/try/feedback/spine-coverage-order-sign'];
    const calls = Array.from({ length: 11 }, async (_, call) => {
      const { status } = await postText(app, text, 'application/json', paths[call % 2]);
      statuses.push(status);
    });
    await expect.poll(() => statuses).toEqual([503]);
    expect(writes).toBe(2);
    disk.resolve();
    await Promise.all(calls);
    expect(statuses.slice(1)).toEqual(Array.from({ length: 10 }, () => 200));
  });
});
