import { loadSample } from '../../sites/load.ts';
import type { CrdClient, Site } from '../../sites/site.ts';

/** The CRD client that the page stands for. */
export interface TryCrdClient {
  /** Id of its site. */
  readonly siteId: string;
  readonly crd: CrdClient;
  /** True if this server answers calls of the site; false for the example that comes with the project. */
  readonly isServed: boolean;
  /** True if calls of the site need a token. */
  readonly asksForToken: boolean;
}

/** The example that comes with the project, in the folder of sites. */
const EXAMPLE = 'crd-example';

/** The first CRD client among the sites, else the example in their folder; undefined if there is neither. Throws SitesError. */
export function tryCrdClient(sites: readonly Site[], sitesFolder: string): TryCrdClient | undefined {
  const served = sites.find(({ crd }) => crd !== undefined);
  const site = served ?? loadSample(sitesFolder, EXAMPLE);
  if (!site?.crd) return undefined;
  return {
    siteId: site.id,
    crd: site.crd,
    isServed: served !== undefined,
    asksForToken: site.trust !== undefined,
  };
}
