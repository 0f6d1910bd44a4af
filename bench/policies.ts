import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// Generated policies, each as large as a real one: the decompression policy with an id, a code and names of its own.

const PROJECT = join(import.meta.dirname, '..');
const POLICIES = 'fhir-resources/policies';
const TEMPLATE = 'decompression';
/** Matches the template's name inside ids. */
const IDS =
  /decompression(?=-(?:names|strong|compatible|qualified)|\/investigational)|(?<="id": "|PlanDefinition\/)decompression(?=")/g;
const SYLLABLES = ['ba', 'ce', 'di', 'fo', 'gu', 'ha', 'je', 'ki', 'lo', 'mu'];

/** A word that no other policy has: letters only, long enough to be forgiven a typo. */
const wordOf = (at: number) => [...String(at).padStart(5, '0')].map((digit) => SYLLABLES[Number(digit)]).join('');

/** The first three names of a CodeSystem, each with a word of the policy's own. */
function ownNames(text: string, at: number): string {
  const system = JSON.parse(text) as { concept: unknown[] };
  const concept = system.concept.slice(0, 3);
  return JSON.stringify({ ...system, concept }).replaceAll('"value":"', `"value":"${wordOf(at)} `);
}

/** A file of the template with an id, a code and names that are the policy's own. */
function copyOf(file: string, at: number): string {
  const text = readFileSync(join(PROJECT, POLICIES, TEMPLATE, file), 'utf8')
    .replaceAll(IDS, `generated-${at}`)
    .replaceAll('"S9090"', `"N${String(at).padStart(4, '0')}"`);
  return file === 'names.json' ? ownNames(text, at) : text;
}

/** Writes a folder for KNOWLEDGE_ROOT: the project's own policies and generated ones, `count` in all. */
export function writePolicies(work: string, count: number): string {
  const root = mkdtempSync(join(work, 'policies-'));
  for (const folder of ['cards', 'fhir-resources'])
    cpSync(join(PROJECT, folder), join(root, folder), { recursive: true });
  const files = readdirSync(join(PROJECT, POLICIES, TEMPLATE));
  const own = readdirSync(join(PROJECT, POLICIES)).length;
  for (let at = own; at < count; at++) {
    const folder = join(root, POLICIES, `generated-${at}`);
    mkdirSync(folder);
    for (const file of files) writeFileSync(join(folder, file), copyOf(file, at));
    cpSync(join(PROJECT, 'cards', TEMPLATE), join(root, `cards/generated-${at}`), { recursive: true });
  }
  return root;
}
