import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Store } from '../store/store.ts';

/** Dependencies of the replay guard. */
export interface ReplayDeps {
  /** Must not take long, however the store is. */
  readonly useToken: Store['useToken'];
  /** Milliseconds. */
  readonly now: () => number;
  /** Called when the store could not be asked, so that a token could be used once with each replica. */
  readonly onStoreDown: () => void;
}

/** A token that is good but for the question whether it was used before. */
export interface Use {
  readonly issuer: string;
  readonly jti: string;
  /** Time from which nobody takes the token any more, in seconds since 1970. */
  readonly end: number;
}

/** Most tokens that this process remembers: those of a quarter of an hour with 100 calls a second. */
const LIMIT = 100_000;

/**
 * True for the first use of a token, across all replicas (RFC 7519 §4.1.7). If the store is down or slow, this process's own
 * memory decides: a clinician's cards count for more than the remaining risk.
 */
export function createReplayGuard({ useToken, now, onStoreDown }: ReplayDeps, limit = LIMIT) {
  // Evicts the oldest tokens when full.
  const used = new LRUCache<string, true>({ max: limit, ttlResolution: 0, perf: { now } });
  return async ({ issuer, jti, end }: Use): Promise<boolean> => {
    const key = hash('sha256', `${issuer}\n${jti}`);
    if (used.has(key)) return false;
    used.set(key, true, { ttl: Math.max(1, Math.ceil(end * 1000 - now())) });
    try {
      return await useToken(key, new Date(end * 1000).toISOString());
    } catch {
      onStoreDown();
      return true;
    }
  };
}
