import { isLoopback } from '../loopback.ts';
import { loadSites } from './load.ts';
import { liveBut } from './policy-modes.ts';
import { OPEN_SITE, type Site } from './site.ts';

/** The development mode in words. */
export const DEVELOPMENT_MODE = 'nobody is asked who calls, since there is no site file or one without trust';

/** The settings that the mode depends on. */
export interface ModeSettings {
  /** The folder of the site files, if the operator named it. */
  readonly sitesDemanded: boolean;
  readonly sitesFolder: string;
  readonly production: boolean;
  readonly host: string;
  readonly fhirServers: readonly URL[];
  readonly shadowPolicies: readonly string[];
}

/** True if the address to listen on cannot be reached from another machine. */
const isLocal = (host: string) => isLoopback(host.includes(':') ? `[${host}]` : host);

/**
 * The sites that are served: those with a file, or the one of development mode, where nobody is asked who calls. A site
 * without trust asks nobody either, and is development mode, too. Returns with them what speaks against it: development
 * mode is not for production and not for other machines to reach.
 */
export function sitesInForce(sites: readonly Site[], settings: ModeSettings) {
  const { production, host, fhirServers, shadowPolicies } = settings;
  if (sites.length > 0) {
    const trusting = sites.filter(({ trust }) => trust === undefined).map(({ id }) => id);
    const faults = [
      ...(fhirServers.length > 0 ? ['FHIR_SERVERS is for development mode: name them in the site files'] : []),
      ...(shadowPolicies.length > 0 ? ['SHADOW_POLICIES is for development mode: say it in the site files'] : []),
      ...(trusting.length === 0 || isLocal(host)
        ? []
        : [`HOST must be a loopback address as long as there is a site without trust: ${trusting.join(', ')}`]),
    ];
    return { sites, development: trusting.length > 0, faults };
  }
  const faults = [
    ...(production ? ['SITES_DIR holds no site file: production needs one (sites/README.md)'] : []),
    ...(!production && settings.sitesDemanded
      ? [
          `SITES_DIR must be a folder with a site file, and ${settings.sitesFolder} has none; development mode goes without it`,
        ]
      : []),
    ...(isLocal(host) ? [] : ['HOST must be a loopback address as long as SITES_DIR holds no site file']),
  ];
  const everybody: Site = {
    ...OPEN_SITE,
    id: 'development',
    fhirServers,
    policies: liveBut(shadowPolicies),
    feedback: 'epic',
  };
  return { sites: [everybody], development: true, faults };
}

/** Loads the site files, and returns the sites that are served, as sitesInForce does. Throws SitesError or ConfigError. */
export function loadSitesInForce(settings: ModeSettings) {
  return sitesInForce(loadSites(settings.sitesFolder, settings), settings);
}
