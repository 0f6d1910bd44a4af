import type { ClientTrust, Site } from './site.ts';

/** A site whose clients must bring a token. */
export type TrustedSite = Site & { readonly trust: ClientTrust };

/** Reason why a token belongs to no site. `tenant`: no site of this issuer has it. */
type Unfound = 'unknown-site' | 'unknown-issuer' | 'wrong-site' | 'ambiguous-site' | 'tenant';

/** Origin that a call claims to have, by its path and its token. */
interface ClaimedOrigin {
  /** The id in the path (`/sites/<id>/…`), if it has one. */
  readonly siteId: string | undefined;
  readonly issuer: string;
  readonly tenant: string | undefined;
}

/** Finds the site of a call. */
interface Directory {
  /** Returns the site in the path; without one the only site there is, or undefined. */
  byPath(siteId: string | undefined): Site | 'unknown-site' | undefined;
  /**
   * The site in the path if its issuer is the token's; without one the site that has the issuer, and among several the
   * only one that takes the tenant. Believes the token, so the token has yet to be verified with this site's keys.
   */
  byToken(origin: ClaimedOrigin): TrustedSite | { readonly unfound: Unfound };
}

const isTrusted = (site: Site): site is TrustedSite => site.trust !== undefined;

/** Finds sites by their ids, issuers and tenants. */
export function createDirectory(sites: readonly Site[]): Directory {
  const byId = new Map(sites.map((site) => [site.id, site]));
  const byIssuer = Map.groupBy(sites.filter(isTrusted), ({ trust }) => trust.issuer);
  const inPath = (siteId: string, issuer: string): TrustedSite | { readonly unfound: Unfound } => {
    const site = byId.get(siteId);
    if (!site || !isTrusted(site)) return { unfound: 'unknown-site' };
    if (site.trust.issuer === issuer) return site;
    return { unfound: byIssuer.has(issuer) ? 'wrong-site' : 'unknown-issuer' };
  };
  return {
    byPath: (siteId) => {
      if (siteId === undefined) return sites.length === 1 ? sites[0] : undefined;
      return byId.get(siteId) ?? 'unknown-site';
    },
    byToken: ({ siteId, issuer, tenant }) => {
      if (siteId !== undefined) return inPath(siteId, issuer);
      const ofIssuer = byIssuer.get(issuer);
      if (!ofIssuer) return { unfound: 'unknown-issuer' };
      const [site, another] = ofIssuer.filter(({ trust }) => trust.tenant === undefined || trust.tenant === tenant);
      if (!site) return { unfound: 'tenant' };
      return another ? { unfound: 'ambiguous-site' } : site;
    },
  };
}
