import { RequestError } from '../errors.ts';

/** What a CDS Hooks address names: an endpoint, by itself or below the path of a site. */
export type Address = {
  /** The site of `/sites/<id>/cds-services`. */
  readonly siteId: string | undefined;
  /** The address as it should be written: what a token for it names in `aud`, after our public base address. */
  readonly path: string;
} & ({ readonly endpoint: 'discovery' } | { readonly endpoint: 'service' | 'feedback'; readonly service: string });

const ADDRESS = /^(?:\/sites\/([^/]+))?\/cds-services(?:\/([^/]+)(\/feedback)?)?\/?$/;

function decoded(segment: string): string {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new RequestError('invalid-url');
  }
}

/** Clients join addresses carelessly: `/cds-services//id/` means `/cds-services/id` (CDS Hooks sandbox). */
export function pathOf(url: string): string {
  const [path = ''] = url.split('?', 1);
  return path.includes('//') ? path.replace(/\/{2,}/g, '/') : path;
}

/** Reads the path of a request, as pathOf gives it; nothing if it is none of CDS Hooks. Throws RequestError `invalid-url`. */
export function addressOf(path: string): Address | undefined {
  const match = ADDRESS.exec(path);
  if (!match) return undefined;
  const [, site, service, feedback = ''] = match;
  const base = site === undefined ? '/cds-services' : `/sites/${site}/cds-services`;
  const siteId = site === undefined ? undefined : decoded(site);
  if (service === undefined) return { endpoint: 'discovery', siteId, path: base };
  const endpoint = feedback === '' ? 'service' : 'feedback';
  return { endpoint, siteId, service: decoded(service), path: `${base}/${service}${feedback}` };
}
