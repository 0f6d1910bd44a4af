import type { ClientTrust } from '../sites/site.ts';
import { type KeyAnswer, type PublishedKeys, pinnedKeys } from './client-keys.ts';
import type { UnverifiedToken } from './read-token.ts';
import type { Refused } from './refusal.ts';
import type { Use } from './replay.ts';
import { type Claims, verifyJwt } from './verify-jwt.ts';

/** Dependencies of checking a site's tokens. */
export interface SiteVerifierDeps {
  readonly publishedKeys: PublishedKeys;
  /** Milliseconds. */
  readonly now: () => number;
  /** True for the first use of a token. */
  readonly isFirstUse: (use: Use) => Promise<boolean>;
}

/** Checks a token whose issuer is that of the site. If it is good it is used up. */
export type SiteVerifier = (token: UnverifiedToken, audiences: readonly string[]) => Promise<Claims | Refused>;

/** Only addresses of the site file are ever fetched. The token's is compared with them as parsed, never by how it begins. */
function allowedAddress(allowed: readonly URL[], jku: unknown): URL | undefined {
  if (jku === undefined) return allowed[0];
  const claimed = typeof jku === 'string' && URL.canParse(jku) ? new URL(jku).href : undefined;
  return allowed.find(({ href }) => href === claimed);
}

/** Finds the keys of a site's tokens: by `jku`, which means nothing where keys are pinned. */
function keyFinder(
  { keys }: ClientTrust,
  publishedKeys: PublishedKeys,
): (header: UnverifiedToken['header']) => Promise<KeyAnswer | Refused> {
  if ('pinned' in keys) return pinnedKeys(keys.pinned);
  return async (header) => {
    const address = allowedAddress(keys.jku, header.jku);
    return address ? publishedKeys(address)(header) : { refused: 'unknown-jku' };
  };
}

/**
 * The checks of one site (CDS Hooks §Trusting CDS Clients): what costs nothing first, nothing is fetched before issuer and
 * `jku` are known to go together, no claim counts before the signature, and the token is used up last of all.
 */
export function createSiteVerifier(
  trust: ClientTrust,
  { publishedKeys, now, isFirstUse }: SiteVerifierDeps,
): SiteVerifier {
  const findKey = keyFinder(trust, publishedKeys);
  return async (token, audiences) => {
    if (!trust.algorithms.some((allowed) => allowed === token.header.alg)) return { refused: 'algorithm' };
    const found = await findKey(token.header);
    if ('refused' in found) return found;
    const claims = await verifyJwt(token, found.key, trust, audiences, now());
    if ('refused' in claims) return claims;
    const isFirst = await isFirstUse({ issuer: trust.issuer, jti: claims.jti, end: claims.exp + trust.skew });
    return isFirst ? claims : { refused: 'replayed' };
  };
}
