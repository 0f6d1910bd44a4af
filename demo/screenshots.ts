import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContextOptions, chromium } from 'playwright-core';
import { readConfig } from '../src/config.ts';
import { serve } from '../src/serve.ts';

// `npm run screenshots`: pictures of the pages for README and docs/, by a Chromium of this machine (CHROMIUM_PATH).

interface Picture {
  readonly name: string;
  readonly path: string;
  readonly options?: BrowserContextOptions;
}

const DESKTOP = { width: 1280, height: 860 };
const HISTORY = new URLSearchParams({
  'order.1': 'Spinal decompression table, 20 sessions',
  'codes.1': 'hcpcs S9090',
  'order.2': 'Lumbar fusion L4-L5, history of Dynesys, no new implant',
  ehr: 'epic',
  payer: 'Medicare Advantage',
});
const CRD = new URLSearchParams({
  ehr: 'crd-2.2',
  'order.1': 'Mechanical traction, lumbar',
  'codes.1': 'cpt 97012',
  conditions: 'icd-10-cm M54.50 Low back pain, unspecified',
  payer: 'Prairie Example Health Plan',
  member: 'PX-1001-1',
});
const PICTURES: readonly Picture[] = [
  { name: 'try-an-order', path: '/' },
  { name: 'try-an-order-dark', path: '/', options: { colorScheme: 'dark' } },
  { name: 'try-an-order-phone', path: '/#answer', options: { viewport: { width: 390, height: 844 } } },
  { name: 'why', path: `/?${HISTORY}#why` },
  { name: 'crd', path: `/?${CRD}` },
  { name: 'policy', path: '/policies/dynamic-stabilization' },
  { name: 'connect', path: '/connect' },
];

const root = join(import.meta.dirname, '..');
const folder = join(root, 'docs/screenshots');
mkdirSync(folder, { recursive: true });
const data = mkdtempSync(join(tmpdir(), 'screenshots-'));
const { address } = await serve(readConfig({ PORT: '0', DATA_DIR: data, LOG_LEVEL: 'error' }, root));
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'],
});
// The first call of a process is not a usual one.
await fetch(address);
for (const { name, path, options } of PICTURES) {
  const context = await browser.newContext({ viewport: DESKTOP, colorScheme: 'light', ...options });
  const page = await context.newPage();
  await page.goto(`${address}${path}`, { waitUntil: 'networkidle' });
  await page.screenshot({ path: join(folder, `${name}.png`) });
  const paint = await page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime");
  process.stdout.write(`docs/screenshots/${name}.png, in view after ${Math.round(Number(paint))} ms\n`);
  await context.close();
}
await browser.close();
rmSync(data, { recursive: true, force: true });
process.kill(process.pid, 'SIGTERM');
