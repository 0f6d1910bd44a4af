import type { CryptoKey } from 'jose';
import { createLocalJWKSet } from 'jose/jwks/local';
import type { Jwk } from '../sites/public-key.ts';

/** What a token says about its key. */
export interface KeyHeader {
  readonly alg: string;
  readonly kid: string;
}

/** The key to check a signature with, or why there is none. */
export type KeyAnswer = { readonly key: CryptoKey } | { readonly refused: 'unknown-key' | 'unsuitable-key' };

/** Keys of one client. */
export interface KeySet {
  /** The key of this id, if the algorithm goes with its type, curve and purpose. */
  find(header: KeyHeader): Promise<KeyAnswer>;
}

/** A key set that imports a key once, when it is first asked for. */
export function createKeySet(keys: readonly Jwk[]): KeySet {
  const choose = createLocalJWKSet({ keys: [...keys] });
  const ids = new Set(keys.map(({ kid }) => kid));
  return {
    async find({ alg, kid }) {
      if (!ids.has(kid)) return { refused: 'unknown-key' };
      try {
        return { key: await choose({ alg, kid }) };
      } catch {
        return { refused: 'unsuitable-key' };
      }
    },
  };
}
