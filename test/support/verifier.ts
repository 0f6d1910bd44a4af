import { createPublishedKeys } from '../../src/auth/client-keys.ts';
import {
  type CallWithToken,
  createClientVerifier,
  type Denied,
  type ServicePath,
} from '../../src/auth/client-verifier.ts';
import type { Site } from '../../src/sites/site.ts';
import type { Store } from '../../src/store/store.ts';
import { SERVICE, TOKEN_TIME } from './tokens.ts';

/** Remembers tokens as a store does; several verifiers may share one, as replicas do. */
export function tokenStore(): Store['useToken'] {
  const used = new Set<string>();
  return async (key) => used.size < used.add(key).size;
}

/** A verifier over some sites at TOKEN_TIME; what it says of a call to the service, as one word where it refuses. */
export function verifierOf(
  sites: readonly Site[],
  { useToken = tokenStore(), now = () => TOKEN_TIME * 1000, onStoreDown = () => {} } = {},
) {
  const publishedKeys = createPublishedKeys({ production: false, onFailure: () => {} });
  const verifier = createClientVerifier({ sites, publishedKeys, useToken, now, onStoreDown });
  const word = (verdict: { readonly site: Site | undefined } | Denied) =>
    'refused' in verdict ? verdict.refused : { site: verdict.site?.id };
  return {
    verifier,
    ask: async (authorization: string | undefined, call: Partial<CallWithToken> = {}) =>
      word(await verifier.verify(authorization, { endpoint: 'service', path: SERVICE, siteId: undefined, ...call })),
    discover: async (authorization: string | undefined, path: Partial<ServicePath> = {}) =>
      word(await verifier.verifyDiscovery(authorization, { path: '/cds-services', siteId: undefined, ...path })),
  };
}
