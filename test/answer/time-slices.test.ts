import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { inSlices } from '../../src/answer/time-slices.ts';

it('long work that began as its call was read lets the server read what other clients have sent meanwhile', async () => {
  const seen: string[] = [];
  const server = createServer();
  const accept = async (): Promise<readonly [Socket, Socket]> => {
    const client = connect(Object(server.address()).port, '127.0.0.1');
    const [accepted] = await Promise.all([once(server, 'connection'), once(client, 'connect')]);
    return [client, accepted[0]];
  };
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const [long, longCall] = await accept();
  const [small, smallCall] = await accept();
  const work = function* (): Generator<undefined, void> {
    small.write('a small call');
    const end = performance.now() + 50;
    while (performance.now() < end);
    yield;
    seen.push('the long work');
  };
  smallCall.once('data', () => seen.push('the small call'));
  const done = once(longCall, 'data').then(() => inSlices(work()));
  long.write('a long call');
  await done;
  for (const socket of [long, small]) socket.destroy();
  server.close();
  expect(seen).toEqual(['the small call', 'the long work']);
});

it('work that nobody waits for any more stops at its next slice, or does not begin', async () => {
  const gone = new AbortController();
  const reason = new Error('gone');
  let slices = 0;
  const work = function* (): Generator<undefined, void> {
    for (let slice = 0; slice < 10; slice += 1) {
      slices += 1;
      const end = performance.now() + 25;
      while (performance.now() < end);
      if (slices === 2) gone.abort(reason);
      yield;
    }
  };
  await expect(inSlices(work(), gone.signal)).rejects.toBe(reason);
  expect(slices).toBe(2);
  await expect(inSlices(work(), gone.signal)).rejects.toBe(reason);
  expect(slices).toBe(2);
});
