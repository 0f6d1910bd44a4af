import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createDrain } from '../../src/http/drain.ts';

describe('the end of a server', () => {
  it('takes calls for a moment, then refuses connections, and comes when the last call is answered', async () => {
    const open: ServerResponse[] = [];
    const server = createServer((request, response) => {
      if (request.url === '/slow') open.push(response);
      else response.setHeader('Connection', 'close').end('answered');
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const slow = fetch(`${base}/slow`);
    await expect.poll(() => open.length).toBe(1);
    // Longer than the server takes, so that a busy machine has time for a call.
    const drain = createDrain({ linger: 3000 });
    expect(drain.isDraining()).toBe(false);
    let hasEnded = false;
    const end = drain.start(server).then(() => {
      hasEnded = true;
    });
    expect(drain.isDraining()).toBe(true);
    expect(await (await fetch(base)).text()).toBe('answered');
    await expect.poll(() => server.listening).toBe(false);
    await expect(fetch(base)).rejects.toThrow();
    expect(hasEnded).toBe(false);
    open[0]?.end('late');
    expect(await (await slow).text()).toBe('late');
    await end;
    expect(hasEnded).toBe(true);
  });

  it('loses no call of clients that turn away once it is not ready, as behind a balancer', async () => {
    // Longer than the server takes: what is tested is the order of things, not how busy the machine is.
    const drain = createDrain({ linger: 5000, grace: 5000 });
    const server = createServer((request, response) => {
      const isDraining = drain.isDraining();
      if (isDraining) response.setHeader('Connection', 'close');
      response.writeHead(isDraining && request.url === '/ready' ? 503 : 200).end();
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const outcomes: unknown[] = [];
    let isReady = true;
    const watch = async () => {
      while (isReady) isReady = (await fetch(`${base}/ready`)).ok;
    };
    const callAgain = async () => {
      while (isReady)
        outcomes.push(
          await fetch(base).then(
            ({ status }) => status,
            (error) => error.cause,
          ),
        );
    };
    const clients = [...Array.from({ length: 8 }, callAgain), watch()];
    await expect.poll(() => outcomes.length).toBeGreaterThan(50);
    const end = drain.start(server);
    await Promise.all(clients);
    await end;
    expect(new Set(outcomes)).toEqual(new Set([200]));
  });
});
