import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// Generated policies, each as large as a real one: its own PlanDefinition of a dozen expressions, its own codes, names
// and card. They are the decompression policy in other words.

const PROJECT = join(import.meta.dirname, '..');
const TEMPLATE = 'decompression';
const CARD = `cards/${TEMPLATE}-investigational.yaml`;
const HCPCS = 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets';
const SYLLABLES = ['ba', 'ce', 'di', 'fo', 'gu', 'ha', 'je', 'ki', 'lo', 'mu'];

/** A word that no other policy has: letters only, long enough to be forgiven a slip. */
function wordOf(at: number): string {
  const digits = [...String(at).padStart(5, '0')].map(Number);
  return digits.map((digit) => SYLLABLES[digit] ?? '').join('');
}

const readText = (path: string) => readFileSync(join(PROJECT, path), 'utf8');
const canonical = (type: string, id: string) => `https://spine-coverage-cds.example/${type}/${id}`;

function valueSet(id: string, codes: readonly string[]): object {
  return {
    resourceType: 'ValueSet',
    id,
    url: canonical('ValueSet', id),
    version: '1.0.0',
    name: 'Generated',
    status: 'active',
    compose: { include: [{ system: HCPCS, concept: codes.map((code) => ({ code })) }] },
  };
}

function names(id: string, at: number): object {
  const word = wordOf(at);
  const phrases = [
    [`${word} table`, `${word}-d`],
    [`lumbar ${word}`, `${word} 3000|3000c`],
    [`spinal ${word} therapy?`],
  ];
  return {
    resourceType: 'CodeSystem',
    id,
    url: canonical('CodeSystem', id),
    version: '1.0.0',
    name: 'Generated',
    status: 'active',
    content: 'complete',
    property: [{ code: 'needs', type: 'string', description: 'Phrases, one of which must stand in the same field' }],
    concept: phrases.map((designations, index) => ({
      code: `name-${index}`,
      display: `${word} ${index}`,
      designation: designations.map((value) => ({ value })),
      property: [{ code: 'needs', valueString: 'table | lumbar | spine | spinal' }],
    })),
  };
}

/** The files of the policy of this number, by path. */
function filesOf(at: number): Readonly<Record<string, string>> {
  const id = `generated-${at}`;
  const folder = `fhir-resources/policies/${id}`;
  const [code, ...others] = Array.from({ length: 6 }, (_, index) => `X${at * 10 + index}`);
  return {
    [`${folder}/plan-definition.json`]: readText(`fhir-resources/policies/${TEMPLATE}/plan-definition.json`)
      .replaceAll(`${TEMPLATE}-`, `${id}-`)
      .replace(`"id": "${TEMPLATE}"`, `"id": "${id}"`),
    [`${folder}/codes-strong.json`]: JSON.stringify(valueSet(`${id}-strong`, [code ?? ''])),
    [`${folder}/codes-compatible.json`]: JSON.stringify(valueSet(`${id}-compatible`, [code ?? '', ...others])),
    [`${folder}/codes-qualified.json`]: JSON.stringify(valueSet(`${id}-qualified`, ['E1399'])),
    [`${folder}/names.json`]: JSON.stringify(names(`${id}-names`, at)),
    [CARD.replace(TEMPLATE, id)]: readText(CARD),
  };
}

/** Writes a folder for KNOWLEDGE_ROOT: the project's own policies and generated ones, `count` in all. */
export function writePolicies(work: string, count: number): string {
  const path = mkdtempSync(join(work, 'policies-'));
  for (const folder of ['cards', 'fhir-resources'])
    cpSync(join(PROJECT, folder), join(path, folder), { recursive: true });
  const own = readdirSync(join(PROJECT, 'fhir-resources/policies')).length;
  for (let at = own; at < count; at++)
    for (const [file, text] of Object.entries(filesOf(at))) {
      mkdirSync(join(path, file, '..'), { recursive: true });
      writeFileSync(join(path, file), text);
    }
  return path;
}
