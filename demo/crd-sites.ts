import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of sites that holds the sample of a CRD client, until the process ends. */
export function crdSites(root: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'crd-demo-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  copyFileSync(join(root, 'sites/crd-example.yaml.sample'), join(folder, 'crd-example.yaml'));
  return folder;
}
