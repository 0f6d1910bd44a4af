import { randomUUID } from 'node:crypto';
import type { Store } from './store.ts';

/** Heartbeat interval of this process, in milliseconds. */
const INTERVAL = 30_000;

/**
 * Calls back once other processes are found to use the store, too: a file is for one. Only those count that were seen after this
 * one had started, so not one that was killed before. Returns the function that ends it.
 */
export function watchForOthers(store: Pick<Store, 'announce'>, now: () => number, onOthers: (count: number) => void) {
  const [id, started] = [randomUUID(), new Date(now()).toISOString()];
  let told = 0;
  const announce = async () => {
    // The second time each of two processes has seen the other.
    const since = new Date(Math.max(Date.parse(started), now() - 3 * INTERVAL)).toISOString();
    const others = await store.announce(id, since).catch(() => told);
    if (others > told) onOthers(others);
    told = others;
  };
  void announce();
  const timer = setInterval(() => void announce(), INTERVAL).unref();
  return () => clearInterval(timer);
}
