import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { KnowledgeFile } from './assemble.ts';
import type { FileBytes } from './content-hash.ts';
import { type Fault, type FaultList, faultLines, messageOf } from './fault.ts';
import { withLines } from './position.ts';

/** Folders under the knowledge root. */
export const KNOWLEDGE_FOLDERS = [
  'fhir-resources/policies',
  'fhir-resources/libraries',
  'fhir-resources/payers',
  'fhir-resources/terminology',
  'cards',
];

const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  json: (text) => JSON.parse(text),
  yaml: parse,
};

/** Paths of all files in a folder under the root, in order. */
export function filesUnder(root: string, folder: string, faults: FaultList): readonly string[] {
  try {
    return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch {
    faults.add(folder, 'folder', 'cannot be read: every knowledge root has this folder');
    return [];
  }
}

/** Reads a file as JSON or YAML, by its name. */
export function readFile(path: string, name: string, faults: FaultList): (KnowledgeFile & FileBytes) | undefined {
  const reader = READERS[name.split('.').at(-1) ?? ''];
  if (!reader) {
    faults.add(name, 'file', 'is neither .json nor .yaml');
    return undefined;
  }
  const bytes = readFileSync(path);
  const text = bytes.toString('utf8');
  try {
    return { name, bytes, text, content: reader(text) };
  } catch (error) {
    faults.add(name, 'file', messageOf(error));
    return { name, bytes, text, content: undefined };
  }
}

/** The faults of the files under a root, with their lines. */
export function located(root: string, faults: readonly Fault[]): readonly Fault[] {
  // Faults of shared expressions are reported once, though each policy evaluates them.
  const each = new Map(faults.map((fault) => [faultLines([fault]), fault]));
  return withLines([...each.values()], (file) => {
    try {
      return readFileSync(join(root, file), 'utf8');
    } catch {
      return undefined;
    }
  });
}
