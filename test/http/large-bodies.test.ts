import { EventEmitter } from 'node:events';
import type { Response } from 'express';
import { describe, expect, it } from 'vitest';
import { createLargeBodies } from '../../src/http/large-bodies.ts';

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
  return { started, send, answer: (call: number) => responses[call]?.emit('close') };
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
    for (let call = 0; call < 20; call += 1) await takeTurn(LARGE, gone);
  });
});
