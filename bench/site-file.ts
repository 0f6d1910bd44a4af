import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JWK } from 'jose';
import { SERVICE } from './recipes.ts';
import { ISSUER } from './tokens.ts';

/** Our public address as clients know it; the servers of the bench stand behind it as behind a proxy. */
const PUBLIC = 'https://cds.bench.example';

/** Where a client of the bench's site calls, and what its tokens name as `aud`. */
export const SITE_PATH = SERVICE;
export const SITE_AUDIENCE = `${PUBLIC}${SITE_PATH}`;

/** Writes a folder for SITES_DIR with one site that trusts these keys (sites/README.md). JSON is YAML too. */
export function writeSites(work: string, keys: readonly JWK[]): string {
  const folder = mkdtempSync(join(work, 'sites-'));
  // The limit of calls is the highest there is: the load must not meet it.
  const site = { id: 'bench', trust: { issuer: ISSUER, keys, audience: PUBLIC }, rateLimit: 1_000_000 };
  writeFileSync(join(folder, 'bench.yaml'), JSON.stringify(site, undefined, 2));
  return folder;
}
