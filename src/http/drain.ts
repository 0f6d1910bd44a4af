import type { Server } from 'node:http';
import { Server as Listener } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** Time for which new calls are still taken after a signal to stop, in milliseconds: until balancers and clients have noticed. */
const LINGER = 500;
/** Time for which connections that carry no call are left open after that: one might be just about to. */
const GRACE = 500;
/** Time that calls under way may take to finish after that. */
const DRAIN_TIME = 10_000;
const SWEEP_TIME = 50;

/** The end of a server, without losing a call. */
export interface Drain {
  /** From now on answers ask clients to close their connections. */
  isDraining(): boolean;
  /** Resolves when the last call is answered. */
  start(server: Server): Promise<void>;
}

/**
 * Stops in steps. For a moment calls are still taken, and every answer ends its connection: a connection that is closed
 * from here might be just about to carry a call. Then no connection is taken any more, and what is under way is finished.
 */
export function createDrain({ linger = LINGER, grace = GRACE } = {}): Drain {
  let draining = false;
  return {
    isDraining: () => draining,
    async start(server) {
      draining = true;
      await pause(linger);
      const closed = new Promise<void>((resolve) => {
        // Not the close of node:http, which would also end the connections that are idle at this moment.
        Listener.prototype.close.call(server, () => resolve());
      });
      await Promise.race([closed, pause(grace)]);
      const force = setTimeout(() => server.closeAllConnections(), DRAIN_TIME);
      const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_TIME);
      await closed;
      clearTimeout(force);
      clearInterval(sweep);
    },
  };
}
