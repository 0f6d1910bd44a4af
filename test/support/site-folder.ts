import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Fault } from '../../src/policies/fault.ts';
import { loadSites, SitesError } from '../../src/sites/load.ts';
import { PROJECT } from './knowledge.ts';

/** The site file that comes with the project. */
export const SAMPLE = readFileSync(join(PROJECT, 'sites/example-hospital.yaml.sample'), 'utf8');

/** A folder with these files, until the test ends. */
export function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'sites-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

/** The faults that loading finds, without their lines; none if the files are sound. */
export function siteFaultsOf(folder: string, production = false): readonly Fault[] {
  try {
    loadSites(folder, { production });
    return [];
  } catch (error) {
    if (error instanceof SitesError) return error.faults.map(({ line: _line, ...fault }) => fault);
    throw error;
  }
}
