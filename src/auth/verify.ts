import { createDirectory, type TrustedSite } from '../sites/find.ts';
import type { Site } from '../sites/site.ts';
import { createGate, type Gate } from './gate.ts';
import type { Keys } from './keys.ts';
import type { Refused } from './refusal.ts';
import { createReplayGuard, type ReplayDeps } from './replay.ts';
import { readToken } from './token.ts';

/** The address called. */
export interface Place {
  /** Without query and final slash, such as `/sites/st-mary/cds-services`. */
  readonly path: string;
  /** The id in `/sites/<id>/…`, if the path has one. */
  readonly siteId: string | undefined;
}

/** A call that always needs a token. */
export interface Call extends Place {
  readonly endpoint: 'service' | 'feedback';
}

/** A call that is refused; with the id of the site that its path or its token names, if there is such a site. */
export type Denied = Refused & { readonly site?: string };

/** Finds out who calls. Never rejects because of what a caller sent. */
export interface Verifier {
  verify(authorization: string | undefined, call: Call): Promise<{ readonly site: Site } | Denied>;
  /**
   * The same for discovery, where a site may ask for no token: then its site is the one in the path. The general path is
   * open if any site is, and then belongs to no site, unless there is only one.
   */
  verifyDiscovery(
    authorization: string | undefined,
    place: Place,
  ): Promise<{ readonly site: Site | undefined } | Denied>;
}

export interface VerifierDeps extends ReplayDeps {
  readonly sites: readonly Site[];
  readonly keys: Keys;
}

const isOpen = ({ trust }: Site) => trust === undefined || trust.discovery === 'open';

/** Paths that may stand in `aud`; for feedback also that of its service, since CDS Hooks names neither. */
const pathsOf = (path: string, isFeedback: boolean) => (isFeedback ? [path, path.replace(/\/feedback$/, '')] : [path]);

/** Checks the tokens of CDS Clients for all sites (CDS Hooks §Trusting CDS Clients). */
export function createVerifier({ sites, keys, ...replay }: VerifierDeps): Verifier {
  const directory = createDirectory(sites);
  const deps = { keys, now: replay.now, isFirstUse: createReplayGuard(replay) };
  const gates = new Map<string, Gate>();
  const gateOf = ({ id, trust }: TrustedSite): Gate => {
    const gate = gates.get(id) ?? createGate(trust, deps);
    gates.set(id, gate);
    return gate;
  };

  async function verify(authorization: string | undefined, { siteId }: Place, paths: readonly string[]) {
    const named = directory.byPath(siteId);
    if (named === 'unknown-site') return { refused: named };
    if (named && !named.trust) return { site: named };
    const denied = (refused: Refused, id = named?.id): Denied =>
      id === undefined ? refused : { ...refused, site: id };
    const token = readToken(authorization);
    if ('refused' in token) return denied(token);
    const site = directory.byToken({ siteId, ...token });
    if ('unfound' in site) return denied({ refused: site.unfound });
    const audiences = paths.map((path) => `${site.trust.audience}${path}`);
    const result = await gateOf(site)(token, audiences);
    return 'refused' in result ? denied(result, site.id) : { site };
  }

  return {
    verify: (authorization, call) => verify(authorization, call, pathsOf(call.path, call.endpoint === 'feedback')),
    async verifyDiscovery(authorization, place) {
      const named = directory.byPath(place.siteId);
      const open = named === undefined ? sites.some(isOpen) : named !== 'unknown-site' && isOpen(named);
      return open && named !== 'unknown-site' ? { site: named } : verify(authorization, place, [place.path]);
    },
  };
}
