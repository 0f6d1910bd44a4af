import type { CryptoKey, JSONWebKeySet } from 'jose';
import { createLocalJWKSet } from 'jose/jwks/local';
import { createRemoteJWKSet, customFetch } from 'jose/jwks/remote';
import { DAY } from '../calendar.ts';
import { asObject } from '../json.ts';
import { createOutgoing } from '../outgoing.ts';
import { faultOfKey, isJwk, type Jwk } from '../sites/public-key.ts';

/** The members of a token's header that name its key. */
type KeyHeader = Readonly<Record<'alg' | 'kid', string>>;

/** The key to check a signature with, or why there is none. */
export type KeyAnswer =
  | { readonly key: CryptoKey }
  | { readonly refused: 'unknown-key' | 'unsuitable-key' | 'keys-unreachable' };

/** Finds the key of this id, if the algorithm goes with its type, curve and purpose. */
export type FindKey = (header: KeyHeader) => Promise<KeyAnswer>;

/** A key set of jose, whose keys are imported once, when they are first asked for. */
interface KeySet {
  (header: KeyHeader): Promise<CryptoKey>;
  jwks(): JSONWebKeySet | undefined;
}

async function choose(set: KeySet, header: KeyHeader): Promise<KeyAnswer> {
  try {
    return { key: await set(header) };
  } catch {
    const isKnown = set.jwks()?.keys.some(({ kid }) => kid === header.kid) ?? false;
    return { refused: isKnown ? 'unsuitable-key' : 'unknown-key' };
  }
}

/** The keys that stand in a site file. */
export function pinnedKeys(keys: readonly Jwk[]): FindKey {
  const set = createLocalJWKSet({ keys: [...keys] });
  return (header) => choose(set, header);
}

/** Dependencies of the published keys. */
export interface PublishedKeysDeps {
  /** Keys come with TLS only, and none whose private half is published. */
  readonly production: boolean;
  /** Called when keys could not be fetched; those at hand go on serving. */
  readonly onFailure: (address: URL) => void;
  /** For one fetch, in milliseconds. */
  readonly timeLimit?: number;
}

/** Gives the keys published at an address, which are fetched when first needed, and kept. */
export type PublishedKeys = (address: URL) => FindKey;

const MINUTE = 60_000;
/** Keys older than this are fetched anew while they go on serving. */
const FRESH_TIME = 10 * MINUTE;
/** Keys older than this serve no more, even if their server is down. */
const LIFE_TIME = DAY;
/** At least so long between two fetches, whatever key ids the tokens name and however often a fetch fails. */
const PAUSE = 10_000;
/** Largest answer in bytes, after decompression. */
const SIZE_LIMIT = 256 * 1024;

/**
 * The keys of a set (RFC 7517 §5). A key of another kind, or one that cannot be trusted, is passed over.
 * Throws if the text is no key set.
 */
function readKeySet(text: string, production: boolean): JSONWebKeySet {
  const keys: unknown = asObject(JSON.parse(text))?.['keys'];
  if (!Array.isArray(keys)) throw new Error('The answer is no key set.');
  return { keys: keys.filter((key): key is Jwk => isJwk(key) && faultOfKey(key, production) === undefined) };
}

/**
 * Keeps the keys of all clients that publish them, by address. Callers at the same time share one fetch, an unknown key id
 * causes one at once unless there has just been one, and a server that is down is not noticed for a day.
 */
export function createPublishedKeys({ production, onFailure, timeLimit = 5000 }: PublishedKeysDeps): PublishedKeys {
  const outgoing = createOutgoing(SIZE_LIMIT, false);
  const fetchKeys = async (address: URL, signal: AbortSignal): Promise<JSONWebKeySet> => {
    if (production && address.protocol !== 'https:') throw new Error('Keys are fetched with TLS only.');
    const headers = { Accept: 'application/jwk-set+json, application/json;q=0.9' };
    const { status, data } = await outgoing.get<string>(address.href, { headers, signal });
    if (status !== 200) throw new Error('The server gave no keys.');
    return readKeySet(data, production);
  };
  const publishedAt = (address: URL): FindKey => {
    let fetchedAt = 0;
    let failedAt = 0;
    const set = createRemoteJWKSet(address, {
      timeoutDuration: timeLimit,
      cooldownDuration: PAUSE,
      cacheMaxAge: LIFE_TIME,
      async [customFetch](_url, { signal }) {
        if (Date.now() - failedAt < PAUSE) throw new Error('The server has just failed.');
        try {
          const keys = await fetchKeys(address, signal);
          fetchedAt = Date.now();
          return Response.json(keys);
        } catch (error) {
          failedAt = Date.now();
          onFailure(address);
          throw error;
        }
      },
    });
    return async (header) => {
      const answer = await choose(set, header);
      if (!set.fresh) return { refused: 'keys-unreachable' };
      if (Date.now() - fetchedAt > FRESH_TIME) set.reload().catch(() => undefined);
      return answer;
    };
  };
  const published = new Map<string, FindKey>();
  return (address) => {
    const known = published.get(address.href) ?? publishedAt(address);
    published.set(address.href, known);
    return known;
  };
}
