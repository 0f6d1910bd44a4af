import type { Request } from 'express';
import type { CallWithToken, ClientVerifier, Denied, ServicePath } from '../auth/client-verifier.ts';
import { RequestError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Site } from '../sites/site.ts';
import type { RateLimits } from './rate-limits.ts';
import type { RequestContext } from './responder.ts';

/** Finds out who calls, or rejects with RequestError `unauthorized` or `too-many-requests`. */
export interface Authenticate {
  /** The site of a call. */
  caller(request: Request, call: CallWithToken, context: RequestContext): Promise<Site>;
  /** The site that discovery is asked for; undefined where it is open and no site is named. */
  reader(request: Request, path: ServicePath, context: RequestContext): Promise<Site | undefined>;
}

/** Dependencies of authenticating callers. */
interface AuthenticateDeps {
  readonly sites: readonly Site[];
  readonly verifier: ClientVerifier;
  readonly rateLimits: RateLimits;
  readonly log: Log;
  readonly metrics: Metrics;
}

type Verdict<S> = Denied | { readonly site: S };

/** The refusal of a caller. Where no site asks for a token, only the path can be wrong, and there is nothing to keep from callers. */
function refusalFor(sites: readonly Site[]): RequestError {
  if (sites.some(({ trust }) => trust)) return new RequestError('unauthorized', [], { 'WWW-Authenticate': 'Bearer' });
  const paths = sites.map(({ id }) => `/sites/${id}/…`).join(' or ');
  return new RequestError('not-found', [{ element: 'path', text: `must name a site: ${paths}` }]);
}

/**
 * Identifies the caller by the token of the call or by the path of a site (CDS Hooks §Trusting CDS Clients). A refusal is the same
 * for every reason; the reason goes to the log and into a counter. Clients are held to the calls a minute of their site,
 * and those that show nothing to a limit for each address, beyond which no token is looked at.
 */
export function createAuthenticate({ sites, verifier, rateLimits, log, metrics }: AuthenticateDeps): Authenticate {
  const authenticate = async <S extends Site | undefined>(
    { ip = '' }: Request,
    context: RequestContext,
    verify: (onClaim: (site: Site) => void) => Promise<Verdict<S>>,
  ): Promise<S> => {
    const takeOff = await rateLimits.countAddress(ip);
    const verdict = await verify((site) => rateLimits.refuseExhausted(ip, site)).catch((error: unknown) => {
      takeOff();
      throw error;
    });
    if ('refused' in verdict) {
      metrics.refusedClient(verdict.refused, verdict.site);
      log.refusedClient({ id: context.id, reason: verdict.refused, site: verdict.site });
      throw refusalFor(sites);
    }
    takeOff();
    const { site } = verdict;
    if (site) {
      context.site = site.id;
      await rateLimits.countSite(ip, site);
    }
    return site;
  };
  return {
    caller: (request, call, context) =>
      authenticate(request, context, (onClaim) => verifier.verify(request.headers.authorization, call, onClaim)),
    reader: (request, path, context) =>
      authenticate(request, context, (onClaim) =>
        verifier.verifyDiscovery(request.headers.authorization, path, onClaim),
      ),
  };
}
