import { existsSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { asObject, type JsonObject, objectsIn } from '../json.ts';
import { assemble } from './assemble.ts';
import { type Fingerprint, fingerprintOf } from './content-hash.ts';
import { createFaultList, type FaultList, KnowledgeError } from './fault.ts';
import type { Knowledge } from './knowledge.ts';
import { filesUnder, KNOWLEDGE_FOLDERS, located, readFile } from './knowledge-files.ts';
import type { PolicyVocabulary } from './policy.ts';

/** Left out where the server speaks for no payer. */
export const ADOPTIONS_FOLDER = 'adoptions';
/** Charts of example patients, `<id of a form>.json`: left out where no form is shown filled. */
const CHARTS = 'fhir-resources/examples/questionnaires';

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

/** Knowledge from files, with their hashes. */
export interface LoadedKnowledge extends Knowledge {
  readonly fingerprint: Fingerprint;
  /** Modification times of the files in milliseconds since 1970, by path relative to the knowledge root. */
  readonly modified: ReadonlyMap<string, number>;
  /** Example charts that forms are prefilled from, by the id of the form. */
  readonly exampleCharts: ReadonlyMap<string, readonly JsonObject[]>;
}

/** Throws KnowledgeError for a folder that is no knowledge root. */
export function assertKnowledgeRoot(root: string): void {
  if (existsSync(join(root, 'fhir-resources'))) return;
  throw new KnowledgeError([
    {
      file: root,
      element: 'folder',
      reason: 'is no knowledge root: it must be a folder that can be read, with cards/ and fhir-resources/ in it',
    },
  ]);
}

/**
 * Loads and checks the knowledge under `root` (the folders fhir-resources/ and cards/).
 * Throws KnowledgeError, which lists every fault with file, line, element and reason.
 */
export function loadKnowledge(root: string, vocabulary: PolicyVocabulary): LoadedKnowledge {
  assertKnowledgeRoot(root);
  const faults = createFaultList();
  const folders = existsSync(join(root, ADOPTIONS_FOLDER))
    ? [...KNOWLEDGE_FOLDERS, ADOPTIONS_FOLDER]
    : KNOWLEDGE_FOLDERS;
  const paths = folders.flatMap((folder) => filesUnder(root, folder, faults));
  const files = paths.flatMap((path) => readFile(path, relative(root, path), faults) ?? []);
  const knowledge = assemble(files, vocabulary, faults);
  const exampleCharts = readCharts(root, faults);
  if (faults.faults.length > 0) throw new KnowledgeError(located(root, faults.faults));
  const modified = new Map(paths.map((path) => [relative(root, path), Math.floor(statSync(path).mtimeMs)]));
  return { ...knowledge, fingerprint: fingerprintOf(files, knowledge.policies), modified, exampleCharts };
}
