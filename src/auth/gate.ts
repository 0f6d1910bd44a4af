import type { ClientTrust } from '../sites/site.ts';
import { type Claims, checkToken } from './check.ts';
import { createKeySet } from './key-set.ts';
import type { Keys } from './keys.ts';
import type { Refused } from './refusal.ts';
import type { Use } from './replay.ts';
import type { UnverifiedToken } from './token.ts';

export interface GateDeps {
  readonly keys: Keys;
  /** Milliseconds. */
  readonly now: () => number;
  /** True for the first use of a token. */
  readonly isFirstUse: (use: Use) => Promise<boolean>;
}

/** Checks a token whose issuer is that of the site. If it is good it is used up. */
export type Gate = (token: UnverifiedToken, audiences: readonly string[]) => Promise<Claims | Refused>;

type FindKey = (header: UnverifiedToken['header']) => ReturnType<Keys['find']> | Refused;

/** Only addresses of the site file are ever fetched. The token's is compared with them as parsed, never by how it begins. */
function allowedAddress(allowed: readonly URL[], jku: unknown): URL | undefined {
  if (jku === undefined) return allowed[0];
  const claimed = typeof jku === 'string' && URL.canParse(jku) ? new URL(jku).href : undefined;
  return allowed.find(({ href }) => href === claimed);
}

/** With pinned keys the token's `jku` means nothing. */
function keyFinder({ keys: source }: ClientTrust, keys: Keys): FindKey {
  if ('pinned' in source) {
    const set = createKeySet(source.pinned);
    return (header) => set.find(header);
  }
  return (header) => {
    const address = allowedAddress(source.jku, header.jku);
    return address ? keys.find(address, header) : { refused: 'unknown-jku' };
  };
}

/**
 * The checks of one site (CDS Hooks §Trusting CDS Clients): what costs nothing first, nothing is fetched before issuer and
 * `jku` are known to go together, no claim counts before the signature, and the token is used up last of all.
 */
export function createGate(trust: ClientTrust, { keys, now, isFirstUse }: GateDeps): Gate {
  const findKey = keyFinder(trust, keys);
  return async (token, audiences) => {
    if (!trust.algorithms.some((allowed) => allowed === token.header.alg)) return { refused: 'algorithm' };
    const found = await findKey(token.header);
    if ('refused' in found) return found;
    const claims = await checkToken(token, found.key, trust, audiences, now());
    if ('refused' in claims) return claims;
    const isFirst = await isFirstUse({ issuer: trust.issuer, jti: claims.jti, end: claims.exp + trust.skew });
    return isFirst ? claims : { refused: 'replayed' };
  };
}
