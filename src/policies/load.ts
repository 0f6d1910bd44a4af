import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parse } from 'yaml';
import { assemble, type KnowledgeFile } from './assemble.ts';
import { type FileBytes, type Fingerprint, fingerprintOf } from './content-hash.ts';
import { createFaultList, type FaultList, KnowledgeError, reasonOf } from './fault.ts';
import type { Knowledge } from './knowledge.ts';
import type { Vocabulary } from './policy.ts';

const FOLDERS = [
  'fhir-resources/policies',
  'fhir-resources/libraries',
  'fhir-resources/payers',
  'fhir-resources/terminology',
  'cards',
];
/** Left out where the server speaks for no payer. */
const OPTIONAL_FOLDER = 'adoptions';
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  json: (text) => JSON.parse(text),
  yaml: parse,
};

function filesUnder(root: string, folder: string, faults: FaultList): readonly string[] {
  try {
    return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch {
    faults.add(folder, 'folder', 'cannot be read');
    return [];
  }
}

function readFile(path: string, name: string, faults: FaultList): (KnowledgeFile & FileBytes) | undefined {
  const reader = READERS[name.split('.').at(-1) ?? ''];
  if (!reader) {
    faults.add(name, 'file', 'is neither .json nor .yaml');
    return undefined;
  }
  try {
    const bytes = readFileSync(path);
    return { name, bytes, content: reader(bytes.toString('utf8')) };
  } catch (error) {
    faults.add(name, 'file', reasonOf(error));
    return undefined;
  }
}

/** Knowledge from files, with their hashes. */
export interface LoadedKnowledge extends Knowledge {
  readonly fingerprint: Fingerprint;
}

/**
 * Loads and checks the knowledge under `root` (the folders fhir-resources/ and cards/).
 * Throws KnowledgeError, which lists every fault with file, element and reason.
 */
export function loadKnowledge(root: string, vocabulary: Vocabulary): LoadedKnowledge {
  const faults = createFaultList();
  const folders = existsSync(join(root, OPTIONAL_FOLDER)) ? [...FOLDERS, OPTIONAL_FOLDER] : FOLDERS;
  const files = folders
    .flatMap((folder) => filesUnder(root, folder, faults))
    .flatMap((path) => readFile(path, relative(root, path), faults) ?? []);
  const knowledge = assemble(files, vocabulary, faults);
  if (faults.faults.length > 0) throw new KnowledgeError(faults.faults);
  return { ...knowledge, fingerprint: fingerprintOf(files, knowledge.policies) };
}
