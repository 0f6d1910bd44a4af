import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { parse } from 'yaml';
import { asObject, type JsonObject, objectsIn } from '../json.ts';
import { assemble, type KnowledgeFile } from './assemble.ts';
import { type FileBytes, type Fingerprint, fingerprintOf } from './content-hash.ts';
import { createFaultList, type Fault, type FaultList, KnowledgeError, linesOf, reasonOf } from './fault.ts';
import type { Knowledge } from './knowledge.ts';
import type { PolicyVocabulary } from './policy.ts';
import { withLines } from './position.ts';

const FOLDERS = [
  'fhir-resources/policies',
  'fhir-resources/libraries',
  'fhir-resources/payers',
  'fhir-resources/terminology',
  'cards',
];
/** Left out where the server speaks for no payer. */
const OPTIONAL_FOLDER = 'adoptions';
/** Charts of example patients, `<id of a form>.json`: left out where no form is shown filled. */
const CHARTS = 'fhir-resources/examples/questionnaires';
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
  const bytes = readFileSync(path);
  const text = bytes.toString('utf8');
  try {
    return { name, bytes, text, content: reader(text) };
  } catch (error) {
    faults.add(name, 'file', reasonOf(error));
    return { name, bytes, text, content: undefined };
  }
}

function readCharts(root: string, faults: FaultList): LoadedKnowledge['exampleCharts'] {
  const paths = existsSync(join(root, CHARTS)) ? filesUnder(root, CHARTS, faults) : [];
  return new Map(
    paths.map((path) => {
      const name = relative(root, path);
      const content = readFile(path, name, faults)?.content;
      const bundle = asObject(content);
      if (content !== undefined && bundle?.['resourceType'] !== 'Bundle')
        faults.add(name, 'resourceType', 'must be Bundle');
      const resources = objectsIn(bundle?.['entry']).flatMap(({ resource }) => objectsIn(resource));
      return [basename(name, '.json'), resources];
    }),
  );
}

/** The faults of the files under a root, with their lines. */
export function located(root: string, faults: readonly Fault[]): readonly Fault[] {
  // Faults of shared expressions are reported once, though each policy evaluates them.
  const each = new Map(faults.map((fault) => [linesOf([fault]), fault]));
  return withLines([...each.values()], (file) => {
    try {
      return readFileSync(join(root, file), 'utf8');
    } catch {
      return undefined;
    }
  });
}

/** Knowledge from files, with their hashes. */
export interface LoadedKnowledge extends Knowledge {
  readonly fingerprint: Fingerprint;
  /** Modification times of the files in milliseconds since 1970, by path relative to the knowledge root. */
  readonly modified: ReadonlyMap<string, number>;
  /** Example charts that forms are prefilled from, by the id of the form. */
  readonly exampleCharts: ReadonlyMap<string, readonly JsonObject[]>;
}

/**
 * Loads and checks the knowledge under `root` (the folders fhir-resources/ and cards/).
 * Throws KnowledgeError, which lists every fault with file, line, element and reason.
 */
export function loadKnowledge(root: string, vocabulary: PolicyVocabulary): LoadedKnowledge {
  const faults = createFaultList();
  const folders = existsSync(join(root, OPTIONAL_FOLDER)) ? [...FOLDERS, OPTIONAL_FOLDER] : FOLDERS;
  const paths = folders.flatMap((folder) => filesUnder(root, folder, faults));
  const files = paths.flatMap((path) => readFile(path, relative(root, path), faults) ?? []);
  const knowledge = assemble(files, vocabulary, faults);
  const exampleCharts = readCharts(root, faults);
  if (faults.faults.length > 0) throw new KnowledgeError(located(root, faults.faults));
  const modified = new Map(paths.map((path) => [relative(root, path), Math.floor(statSync(path).mtimeMs)]));
  return { ...knowledge, fingerprint: fingerprintOf(files, knowledge.policies), modified, exampleCharts };
}
