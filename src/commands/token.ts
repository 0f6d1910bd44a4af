import { readFileSync } from 'node:fs';
import { callAt, checkToken } from '../auth/check-token.ts';
import { REFUSAL_MEANINGS } from '../auth/refusal.ts';
import { ConfigError } from '../config.ts';
import { loadSitesInForce } from '../sites/mode.ts';
import type { Report } from './report.ts';
import { settings } from './settings.ts';
import { UsageError } from './usage-error.ts';

interface TokenOptions {
  readonly jwt: string;
  readonly address: string;
}

const STANDARD_INPUT = 0;

/**
 * `token check`: whether a token would be taken for a call of this address, and if not, why. It is not used up. Fetches the
 * client's keys as the server does. Throws UsageError, ConfigError or SitesError.
 */
export async function run({ jwt, address }: TokenOptions): Promise<Report> {
  const call = callAt(address);
  if (!call)
    throw new UsageError(
      `${address} is no address of a service, such as https://…/cds-services/spine-coverage-order-sign`,
    );
  const token = jwt === '-' ? readFileSync(STANDARD_INPUT, 'utf8') : jwt;
  const config = settings();
  const { sites, faults } = loadSitesInForce(config);
  if (faults.length > 0) throw new ConfigError(faults);
  const result = await checkToken(token, call, { sites, production: config.production, now: Date.now });
  if ('refused' in result) {
    const { refused, site } = result;
    const trust = sites.find(({ id }) => id === site)?.trust;
    const expected = refused === 'audience' && trust ? ` It must be ${trust.audience}${call.path}.` : '';
    const meaning = `${REFUSAL_MEANINGS[refused]}${expected}`;
    return {
      text: `refused: ${refused}${site === undefined ? '' : ` (site ${site})`}. ${meaning} See docs/security.md.`,
      data: { taken: false, refused, meaning, site },
      failed: true,
    };
  }
  const { id, trust } = result.site;
  const whoever =
    trust === undefined
      ? ', which takes anybody: it has no trust (development mode)'
      : ', unless the token has been used before, which is not looked up';
  return { text: `taken: a call of site ${id}${whoever}`, data: { taken: true, site: id } };
}
