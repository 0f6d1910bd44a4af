import type { FetchKeys } from './key-server.ts';
import { createKeySet, type KeyAnswer, type KeyHeader, type KeySet } from './key-set.ts';

/** Keys of all clients that publish them: each set is fetched when first needed, and kept. */
export interface Keys {
  find(address: URL, header: KeyHeader): Promise<KeyAnswer | { readonly refused: 'keys-unreachable' }>;
}

export interface KeysDeps {
  readonly fetchKeys: FetchKeys;
  /** Milliseconds. */
  readonly now: () => number;
  /** Called when keys could not be fetched; those at hand go on serving. */
  readonly onFailure: (address: URL) => void;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** A set older than this is fetched anew while it goes on serving. */
const FRESH_TIME = 10 * MINUTE;
/** A set older than this serves no more, even if its server is down. */
const LIFE_TIME = 24 * 60 * MINUTE;
/** So many fetches of a set may follow one upon the other, then one in each pause, whatever tokens are sent. */
const FETCHES = 3;
const PAUSE = 30 * SECOND;

/** Whether one more fetch is allowed now; if so, it counts. */
function createAllowance(now: () => number): () => boolean {
  let left = FETCHES;
  let since = now();
  return () => {
    const gained = Math.max(0, Math.floor((now() - since) / PAUSE));
    left = Math.min(FETCHES, left + gained);
    since += gained * PAUSE;
    if (left === 0) return false;
    left -= 1;
    return true;
  };
}

function createPublished(address: URL, { fetchKeys, now, onFailure }: KeysDeps) {
  const isAllowed = createAllowance(now);
  let held: { readonly set: KeySet; readonly at: number } | undefined;
  let underWay: Promise<void> | undefined;
  const fetch = async () => {
    try {
      held = { set: createKeySet(await fetchKeys(address)), at: now() };
    } catch {
      onFailure(address);
    }
  };
  const refresh = async () => {
    if (!underWay && isAllowed())
      underWay = fetch().finally(() => {
        underWay = undefined;
      });
    await underWay;
  };
  const current = () => (held && now() - held.at < LIFE_TIME ? held : undefined);
  return async (header: KeyHeader): ReturnType<Keys['find']> => {
    if (!current()) await refresh();
    const known = current();
    if (!known) return { refused: 'keys-unreachable' };
    if (now() - known.at > FRESH_TIME) void refresh();
    const answer = await known.set.find(header);
    if ('key' in answer || answer.refused !== 'unknown-key') return answer;
    // The client may have changed its keys.
    await refresh();
    return held && held !== known ? held.set.find(header) : answer;
  };
}

/**
 * Keeps key sets by address. Callers at the same time share one fetch, an unknown key id causes one at once, and a server
 * that is down is not noticed for a day.
 */
export function createKeys(deps: KeysDeps): Keys {
  const published = new Map<string, ReturnType<typeof createPublished>>();
  return {
    find(address, header) {
      const find = published.get(address.href) ?? createPublished(address, deps);
      published.set(address.href, find);
      return find(header);
    },
  };
}
