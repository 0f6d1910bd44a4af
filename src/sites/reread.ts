import { ConfigError } from '../config.ts';
import { loadSitesInForce, type ModeSettings } from './mode.ts';
import type { Site } from './site.ts';

/** The sites of a running server after their files have been read again. */
interface RereadSites {
  /** The same sites, with the policies that their files have now. */
  readonly sites: readonly Site[];
  /** Ids of sites that are new, gone or changed in something else than policies: that waits for the next start. */
  readonly waiting: readonly string[];
}

/** Serializes a site without its policies and the place of its file, for comparison. */
function restOf({ policies: _, file: __, folder: ___, ...rest }: Site): string {
  return JSON.stringify(rest, (_key, value: unknown) =>
    value instanceof Set || value instanceof Map ? [...value] : value,
  );
}

/**
 * Reads the site files again. Only the policies are taken: who may call, and what it may read, is decided at the start.
 * Throws SitesError or ConfigError if the server would not start with these files.
 */
export function rereadSites(running: readonly Site[], settings: ModeSettings): RereadSites {
  const { sites, faults } = loadSitesInForce(settings);
  if (faults.length > 0) throw new ConfigError(faults);
  const read = new Map(sites.map((site) => [site.id, site]));
  const isSame = (site: Site, other: Site | undefined) => other !== undefined && restOf(site) === restOf(other);
  const known = new Set(running.map(({ id }) => id));
  return {
    sites: running.map((site) => ({ ...site, policies: (read.get(site.id) ?? site).policies })),
    waiting: [
      ...running.filter((site) => !isSame(site, read.get(site.id))).map(({ id }) => id),
      ...sites.map(({ id }) => id).filter((id) => !known.has(id)),
    ],
  };
}
