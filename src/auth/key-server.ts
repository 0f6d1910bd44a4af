import { asObject } from '../json.ts';
import { createOutgoing } from '../outgoing.ts';
import { faultOfKey, isJwk, type Jwk } from '../sites/public-key.ts';

/** Fetches the keys published at an address that a site file names. Rejects if there is no key set to be had. */
export type FetchKeys = (address: URL) => Promise<readonly Jwk[]>;

export interface KeyServerLimits {
  /** Keys come with TLS only, and none whose private half is published. */
  readonly production: boolean;
  /** For the whole answer, in milliseconds. */
  readonly timeLimit?: number;
  /** Largest answer in bytes, after decompression. */
  readonly sizeLimit?: number;
}

/**
 * The keys of a set (RFC 7517 §5). A key of another kind, or one that cannot be trusted, is passed over.
 * Throws if the text is no key set.
 */
export function readKeySet(text: string, production: boolean): readonly Jwk[] {
  const keys: unknown = asObject(JSON.parse(text))?.['keys'];
  if (!Array.isArray(keys)) throw new Error('The answer is no key set.');
  return keys.filter((key): key is Jwk => isJwk(key) && faultOfKey(key, production) === undefined);
}

/** Fetches with limits of time and size, without redirects and without a proxy: either could put in keys of its own. */
export function createKeyServer({ production, timeLimit = 5000, sizeLimit = 256 * 1024 }: KeyServerLimits): FetchKeys {
  const outgoing = createOutgoing(sizeLimit, false);
  return async (address) => {
    if (production && address.protocol !== 'https:') throw new Error('Keys are fetched with TLS only.');
    const http = await outgoing();
    const { status, data } = await http.get<string>(address.href, {
      headers: { Accept: 'application/jwk-set+json, application/json;q=0.9' },
      signal: AbortSignal.timeout(timeLimit),
    });
    if (status !== 200) throw new Error('The server gave no keys.');
    return readKeySet(data, production);
  };
}
