import type { Site } from '../sites/site.ts';
import { UsageError } from './usage-error.ts';

/** The site of this id, or the only one there is. Throws UsageError that says which there are. */
export function chooseSite(sites: readonly Site[], siteId: string | undefined): Site {
  const [site, another] = siteId === undefined ? sites : sites.filter(({ id }) => id === siteId);
  if (site && !another) return site;
  const known = sites.map(({ id }) => id).join(', ');
  throw new UsageError(
    siteId === undefined ? `--site must be one of ${known}` : `--site ${siteId} is none of ${known}`,
  );
}
