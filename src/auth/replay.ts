import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Store } from '../store/store.ts';

export interface ReplayDeps {
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
  /** When nobody takes the token any more, in seconds since 1970. */
  readonly end: number;
}

/** How long the store may take, in milliseconds. A store under load is waited for; one that has fallen silent is not. */
const TIME_LIMIT = 2000;
/** Most tokens that this process remembers: those of a quarter of an hour with 100 calls a second. */
const LIMIT = 100_000;

/** The same, or a rejection once the time is up. */
function within<T>(promise: Promise<T>, milliseconds: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The store takes too long.')), milliseconds);
    promise.finally(() => clearTimeout(timer)).then(resolve, reject);
  });
}

/**
 * True for the first use of a token, across all replicas (RFC 7519 §4.1.7). If the store is down or slow, this process's own record
 * decides: a clinician's cards count for more than the remaining risk.
 */
export function createReplayGuard({ useToken, now, onStoreDown }: ReplayDeps, limit = LIMIT, timeLimit = TIME_LIMIT) {
  // Used with this process. When it is full, those used first are forgotten.
  const used = new LRUCache<string, true>({ max: limit, ttlResolution: 0, perf: { now } });
  return async ({ issuer, jti, end }: Use): Promise<boolean> => {
    const key = hash('sha256', `${issuer}\n${jti}`);
    if (used.has(key)) return false;
    used.set(key, true, { ttl: Math.max(1, Math.ceil(end * 1000 - now())) });
    try {
      return await within(useToken(key, new Date(end * 1000).toISOString()), timeLimit);
    } catch {
      onStoreDown();
      return true;
    }
  };
}
