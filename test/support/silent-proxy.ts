import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A way to a server that can fall silent: connections stay, and nothing comes back. */
interface SilentProxy {
  readonly port: number;
  setSilent(isSilent: boolean): void;
}

/** Stands before a port of this machine until the test ends. */
export async function startSilentProxy(target: number): Promise<SilentProxy> {
  let isSilent = false;
  const sockets = new Set<Socket>();
  const proxy = createServer((client) => {
    const server = connect(target, '127.0.0.1');
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(from);
      from.on('data', (bytes) => void (isSilent || to.write(bytes)));
      from.on('error', () => {});
      from.on('close', () => void to.destroy());
    }
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    proxy.close();
    await once(proxy, 'close');
  });
  const address = proxy.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    setSilent: (silent) => {
      isSilent = silent;
    },
  };
}
