import { readFileSync } from 'node:fs';
import { createKeyServer } from '../auth/key-server.ts';
import { createKeys } from '../auth/keys.ts';
import { REFUSAL_MEANINGS } from '../auth/refusal-meaning.ts';
import { createVerifier } from '../auth/verify.ts';
import { ConfigError } from '../config.ts';
import { addressOf, pathOf } from '../http/address.ts';
import { loadSites } from '../sites/load.ts';
import { sitesInForce } from '../sites/mode.ts';
import { type Report, UsageError } from './report.ts';
import { settings } from './settings.ts';

interface TokenOptions {
  readonly jwt: string;
  readonly address: string;
}

const STANDARD_INPUT = 0;

/** The path of an address of CDS Hooks, whole or from the first slash on. Throws UsageError. */
function calledAt(address: string) {
  const path = URL.canParse(address) ? new URL(address).pathname : address;
  const called = addressOf(pathOf(path));
  if (!called || called.endpoint === 'discovery')
    throw new UsageError(
      `${address} is no address of a service, such as https://…/cds-services/spine-coverage-order-sign`,
    );
  return called;
}

/**
 * `token check`: whether a token would be taken for a call of this address, and if not, why. It is not used up. Fetches the
 * client's keys as the server does. Throws UsageError, ConfigError or SitesError.
 */
export async function run({ jwt, address }: TokenOptions): Promise<Report> {
  const call = calledAt(address);
  const token = (jwt === '-' ? readFileSync(STANDARD_INPUT, 'utf8') : jwt).trim().replace(/^Bearer /i, '');
  const config = settings();
  const { sites, faults } = sitesInForce(loadSites(config.sitesFolder, config), config);
  if (faults.length > 0) throw new ConfigError(faults);
  const verifier = createVerifier({
    sites,
    keys: createKeys({ fetchKeys: createKeyServer(config), now: Date.now, onFailure: () => undefined }),
    useToken: async () => true,
    now: Date.now,
    onStoreDown: () => undefined,
  });
  const result = await verifier.verify(`Bearer ${token}`, call);
  if ('refused' in result) {
    const { refused, site } = result;
    const meaning = REFUSAL_MEANINGS[refused];
    return {
      text: `refused: ${refused}${site === undefined ? '' : ` (site ${site})`}. ${meaning} See docs/security.md.`,
      data: { taken: false, refused, meaning, site },
      failed: true,
    };
  }
  const { id, trust } = result.site;
  const whoever = trust === undefined ? ', which takes anybody: it has no trust (development mode)' : '';
  return { text: `taken: a call of site ${id}${whoever}`, data: { taken: true, site: id } };
}
