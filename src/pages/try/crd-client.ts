import { loadSample } from '../../sites/load.ts';
import type { CrdClient, Site } from '../../sites/site.ts';

/** The CRD client that the page stands for. */
export interface TryCrdClient {
  readonly site: Site & { readonly crd: CrdClient };
  /** True if this server answers calls of the site; false for the example that comes with the project. */
  readonly isServed: boolean;
}

/** The example that comes with the project, in the folder of sites. */
const EXAMPLE = 'crd-example';

const isCrdClient = (site: Site | undefined): site is TryCrdClient['site'] => site?.crd !== undefined;

/** The first CRD client among the sites, else the example in their folder; undefined if there is neither. Throws SitesError. */
export function tryCrdClient(sites: readonly Site[], sitesFolder: string): TryCrdClient | undefined {
  const served = sites.find(isCrdClient);
  if (served) return { site: served, isServed: true };
  const example = loadSample(sitesFolder, EXAMPLE);
  return isCrdClient(example) ? { site: example, isServed: false } : undefined;
}
