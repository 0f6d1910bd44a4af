import { HOOKS } from '../knowledge/policy.ts';
import type { Site } from './site.ts';

/** What the mode depends on. */
export interface ModeSettings {
  readonly production: boolean;
  readonly host: string;
  readonly fhirServers: readonly URL[];
}

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/** The site of all who call in development mode. */
function everybody(fhirServers: readonly URL[]): Site {
  return {
    id: 'development',
    trust: undefined,
    fhirServers,
    hooks: new Set(HOOKS),
    policies: undefined,
    cards: 'standard',
    feedback: 'epic',
    rateLimit: Number.POSITIVE_INFINITY,
  };
}

/**
 * The sites that are served: those with a file, or one for everybody. Where a site asks nobody who calls, that is development
 * mode. Returns with them what speaks against it: development mode is not for production and not for other machines to reach.
 */
export function sitesInForce(sites: readonly Site[], { production, host, fhirServers }: ModeSettings) {
  const isOpen = sites.length === 0 || sites.some(({ trust }) => trust === undefined);
  const open = sites.length === 0 ? 'as long as SITES_DIR holds no site file' : 'as long as a site has no trust';
  const faults = [
    ...(production && sites.length === 0
      ? ['SITES_DIR holds no site file: production needs one (sites/README.md)']
      : []),
    ...(isOpen && !LOOPBACK.has(host) ? [`HOST must be a loopback address ${open}`] : []),
    ...(sites.length > 0 && fhirServers.length > 0
      ? ['FHIR_SERVERS is for development mode: name them in the site files']
      : []),
  ];
  return { sites: sites.length > 0 ? sites : [everybody(fhirServers)], development: isOpen, faults };
}
