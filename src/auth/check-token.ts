import { serviceId } from '../hooks/discovery.ts';
import { HOOKS } from '../hooks/hooks.ts';
import type { Site } from '../sites/site.ts';
import { createPublishedKeys } from './client-keys.ts';
import { type CallWithToken, createClientVerifier, type Denied, plainPath } from './client-verifier.ts';

const SERVICES = new Set(HOOKS.map(serviceId));

/** A service, its feedback or the operation of DTR, by itself or below the path of a site. */
const CALLED =
  /^(?:\/sites\/([^/]+))?\/(?:cds-services\/([^/]+)(\/feedback)?|fhir\/Questionnaire\/\$questionnaire-package)$/;

/**
 * The call of an address, whole or from the first slash on; undefined for an address that is not of this server, or asks for no token
 * of a client.
 */
export function callAt(address: string): CallWithToken | undefined {
  const path = plainPath(URL.canParse(address) ? new URL(address).pathname : address);
  const match = CALLED.exec(path);
  const [, siteId, service, feedback] = match ?? [];
  if (!match || (service !== undefined && !SERVICES.has(service))) return undefined;
  return { path, siteId, endpoint: feedback === undefined ? 'service' : 'feedback' };
}

/** Dependencies of the check. */
export interface CheckTokenDeps {
  readonly sites: readonly Site[];
  readonly production: boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Checks whether a token, with or without "Bearer" before it, would be taken for a call. It is not used up; the client's keys are
 * fetched as for a call.
 */
export function checkToken(
  token: string,
  call: CallWithToken,
  { sites, production, now }: CheckTokenDeps,
): Promise<{ readonly site: Site } | Denied> {
  const verifier = createClientVerifier({
    sites,
    publishedKeys: createPublishedKeys({ production, onFailure: () => undefined }),
    // So that the token can still be used.
    useToken: async () => true,
    now,
    onStoreDown: () => undefined,
  });
  return verifier.verify(`Bearer ${token.trim().replace(/^Bearer +/i, '')}`, call);
}
