import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// Generated policies, each as large as a real one: the decompression policy with its own ids, codes and names.

const PROJECT = join(import.meta.dirname, '..');
const POLICIES = 'fhir-resources/policies';
const TEMPLATE = 'decompression';
const CARD = `cards/${TEMPLATE}/investigational.yaml`;
/** Matches the template's name inside ids. */
const IDS =
  /decompression(?=-(?:names|strong|compatible|qualified)|\/investigational)|(?<="id": "|PlanDefinition\/)decompression(?=")/g;
const NAMES = 3;
const SYLLABLES = ['ba', 'ce', 'di', 'fo', 'gu', 'ha', 'je', 'ki', 'lo', 'mu'];

/** A word that no other policy has: letters only, long enough to be forgiven a typo. */
const wordOf = (at: number) => [...String(at).padStart(5, '0')].map((digit) => SYLLABLES[Number(digit)]).join('');

const readText = (path: string) => readFileSync(join(PROJECT, path), 'utf8');

/** The first names of a CodeSystem, each with a word of the policy's own. */
function ownNames(text: string, at: number): string {
  const system = JSON.parse(text) as { concept: unknown[] };
  const concept = system.concept.slice(0, NAMES);
  return JSON.stringify({ ...system, concept }).replaceAll('"value":"', `"value":"${wordOf(at)} `);
}

const MOST_CODES = 20;

/** The codes of a file in the form of their systems (a letter and four digits, or four digits and a letter), but of its own. */
function ownCodes(text: string, at: number): string {
  let next = at * MOST_CODES;
  return text.replaceAll(/(?<="code": ")(?:([A-Z])|\d)\w{4}(?=")/g, (_code, letter?: string) => {
    const [block, digits] = [Math.floor(next / 10_000), String(next % 10_000).padStart(4, '0')];
    next++;
    return letter === undefined ? `${digits}${'PQR'[block]}` : `${'NOP'[block]}${digits}`;
  });
}

/** A file of the template with codes and names that are the policy's own. */
function copyOf(file: string, at: number): string {
  const text = readText(`${POLICIES}/${TEMPLATE}/${file}`).replaceAll(IDS, `generated-${at}`);
  if (file === 'names.json') return ownNames(text, at);
  return /codes-(?:strong|compatible)/.test(file) ? ownCodes(text, at) : text;
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
    mkdirSync(join(root, `cards/generated-${at}`));
    writeFileSync(join(root, CARD.replace(TEMPLATE, `generated-${at}`)), readText(CARD));
  }
  return root;
}
