import { ConfigError } from '../config.ts';
import { callDay } from '../decision/order-day.ts';
import { serversInWords } from '../fhir-client/address.ts';
import { offerFor } from '../offer.ts';
import { activeIds } from '../policies/in-force.ts';
import { loadRules } from '../rules.ts';
import { loadSites } from '../sites/load.ts';
import { sitesInForce } from '../sites/mode.ts';
import { describeModes } from '../sites/policy-modes.ts';
import type { Site } from '../sites/site.ts';
import type { Report } from './report.ts';
import { settings } from './settings.ts';

const listed = (names: ReadonlySet<string> | undefined, all: readonly string[]) => [...(names ?? all)];

function siteLine({ id, hooks, policies, who, fhirServers, payers }: ReturnType<typeof describeSite>): string {
  const servers = fhirServers.length === 0 ? 'no FHIR server' : `FHIR servers: ${fhirServers.join(', ')}`;
  const crd = payers.length === 0 ? '' : `; CRD client, for ${payers.join(', ')}`;
  return `${id}: called by ${who}; ${hooks.join(', ')}; ${policies.join('; ')}; reads ${servers}${crd}`;
}

function describeSite(site: Site, policies: readonly string[], development: boolean) {
  const { today } = callDay(Date.now(), site.timeZone);
  return {
    id: site.id,
    who: site.trust?.issuer ?? 'anybody (no trust: development mode)',
    hooks: listed(
      site.hooks,
      offerFor([site]).hooks.map(({ name }) => name),
    ),
    policies: describeModes(site.policies, policies, today),
    fhirServers: serversInWords(site.fhirServers, development),
    payers: [...new Set(site.crd?.payers.map(({ label }) => label))],
  };
}

/** `sites check`: the check that also runs at start, alone. Throws SitesError, KnowledgeError or ConfigError. */
export async function run({ production }: { readonly production?: boolean }): Promise<Report> {
  const config = settings();
  const mode = { ...config, production: production ?? config.production };
  const files = loadSites(config.sitesFolder, mode);
  const { sites, faults } = sitesInForce(files, mode);
  if (faults.length > 0) throw new ConfigError(faults);
  const { knowledge } = loadRules(config.knowledgeRoot, sites);
  const ids = activeIds(knowledge.policies);
  const described = sites.map((site) => describeSite(site, ids, !mode.production));
  return {
    text: [
      files.length === 0 ? `There is no site file in ${config.sitesFolder}.` : 'The site files are sound.',
      ...described.map(siteLine),
    ].join('\n'),
    data: { faults: [], sites: described },
  };
}
