import { createDirectory, type TrustedSite } from '../sites/find.ts';
import type { Site } from '../sites/site.ts';
import type { PublishedKeys } from './client-keys.ts';
import { readToken } from './read-token.ts';
import type { Refused } from './refusal.ts';
import { createReplayGuard, type ReplayDeps } from './replay.ts';
import { createSiteVerifier, type SiteVerifier } from './site-verifier.ts';

/** The path that was called. */
export interface ServicePath {
  /** A plain path without a query, such as `/sites/st-mary/cds-services`. */
  readonly path: string;
  /** The id in `/sites/<id>/…`, if the path has one. */
  readonly siteId: string | undefined;
}

/** The path of an address as tokens name it in `aud`: without a final slash, and the sign of an operation as it stands. */
export const plainPath = (path: string) => path.replace(/\/$/, '').replace('%24', '$');

/** A call that always needs a token. */
export interface CallWithToken extends ServicePath {
  readonly endpoint: 'service' | 'feedback';
}

/** A call that is refused; with the id of the site that its path or its token names, if there is such a site. */
export type Denied = Refused & { readonly site?: string };

/** Finds out who calls. Never rejects because of what a caller sent. */
export interface ClientVerifier {
  /** `onClaim` is told the site that the token says it is of, before its signature is checked; what it throws is thrown on. */
  verify(
    authorization: string | undefined,
    call: CallWithToken,
    onClaim?: (site: Site) => void,
  ): Promise<{ readonly site: Site } | Denied>;
  /**
   * The same for discovery, where a site may ask for no token: then its site is the one in the path. The general path is
   * open if any site with trust has discovery open, and then belongs to no site, unless there is only one.
   */
  verifyDiscovery(
    authorization: string | undefined,
    path: ServicePath,
    onClaim?: (site: Site) => void,
  ): Promise<{ readonly site: Site | undefined } | Denied>;
}

/** Dependencies of checking the tokens of all sites. */
export interface ClientVerifierDeps extends ReplayDeps {
  readonly sites: readonly Site[];
  readonly publishedKeys: PublishedKeys;
}

const isOpen = ({ trust }: Site) => trust === undefined || trust.discovery === 'open';
const lacksTrust = ({ trust }: Site) => trust === undefined;

/** Paths that may stand in `aud`; for feedback also that of its service, since CDS Hooks names neither. */
const pathsOf = (path: string, isFeedback: boolean) => (isFeedback ? [path, path.replace(/\/feedback$/, '')] : [path]);

/** Checks the tokens of CDS Clients for all sites (CDS Hooks §Trusting CDS Clients). */
export function createClientVerifier({ sites, publishedKeys, ...replay }: ClientVerifierDeps): ClientVerifier {
  const directory = createDirectory(sites);
  const deps = { publishedKeys, now: replay.now, isFirstUse: createReplayGuard(replay) };
  const verifiers = new Map<string, SiteVerifier>();
  const verifierOf = ({ id, trust }: TrustedSite): SiteVerifier => {
    const verifier = verifiers.get(id) ?? createSiteVerifier(trust, deps);
    verifiers.set(id, verifier);
    return verifier;
  };

  async function verify(
    authorization: string | undefined,
    { siteId }: ServicePath,
    paths: readonly string[],
    onClaim?: (site: Site) => void,
  ) {
    const named = directory.byPath(siteId);
    if (named === 'unknown-site') return { refused: named };
    if (named && !named.trust) return { site: named };
    const denied = (refused: Refused, id = named?.id): Denied =>
      id === undefined ? refused : { ...refused, site: id };
    const token = readToken(authorization);
    if ('refused' in token)
      return denied(token.refused === 'no-token' && !named && sites.some(lacksTrust) ? { refused: 'no-site' } : token);
    const site = directory.byToken({ siteId, ...token });
    if ('unfound' in site) return denied({ refused: site.unfound });
    onClaim?.(site);
    const audiences = paths.map((path) => `${site.trust.audience}${path}`);
    const result = await verifierOf(site)(token, audiences);
    return 'refused' in result ? denied(result, site.id) : { site };
  }

  return {
    verify: (authorization, call, onClaim) =>
      verify(authorization, call, pathsOf(call.path, call.endpoint === 'feedback'), onClaim),
    async verifyDiscovery(authorization, path, onClaim) {
      const named = directory.byPath(path.siteId);
      const open =
        named === undefined
          ? sites.some((site) => isOpen(site) && !lacksTrust(site))
          : named !== 'unknown-site' && isOpen(named);
      return open && named !== 'unknown-site' ? { site: named } : verify(authorization, path, [path.path], onClaim);
    },
  };
}
