import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { callDay } from '../decision/order-day.ts';
import { createFaultList, KnowledgeError } from '../policies/fault.ts';
import { filesUnder } from '../policies/knowledge-files.ts';
import { assertKnowledgeRoot } from '../policies/load.ts';
import type { Report } from './report.ts';
import { knowledgeRoot, PROJECT_ROOT } from './settings.ts';
import { UsageError } from './usage-error.ts';

const ID = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** The files of a new policy, at their places in a knowledge root: sound, passing its own cases, and a draft with TO DO in it. */
const TEMPLATE = 'fhir-resources/examples/new-policy';

const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** The values of the `{placeholders}` in the template and in the paths of its files. */
function valuesFor(id: string, root: string): ReadonlyMap<string, string> {
  const words = id.split('-');
  return new Map([
    ['id', id],
    ['words', words.join(' ')],
    ['title', capital(words.join(' '))],
    ['name', words.map(capital).join('')],
    ['topic', words.join('')],
    ['today', callDay(Date.now()).today],
    ['schemas', relative(root, join(PROJECT_ROOT, 'schemas'))],
  ]);
}

/** The files of a new policy by their path in the knowledge root. Throws KnowledgeError if the root has no template. */
function filesOf(id: string, root: string): ReadonlyMap<string, string> {
  const faults = createFaultList();
  const paths = filesUnder(root, TEMPLATE, faults);
  if (faults.faults.length > 0) throw new KnowledgeError(faults.faults);
  const values = valuesFor(id, root);
  const filled = (text: string) => text.replace(/\{(\w+)\}/g, (all, name: string) => values.get(name) ?? all);
  return new Map(
    paths.map((path) => [filled(relative(join(root, TEMPLATE), path)), filled(readFileSync(path, 'utf8'))]),
  );
}

/** `policies new`: writes the files of a new policy, and leaves alone what is there. Throws UsageError or KnowledgeError. */
export async function run({ id, root: given }: { readonly id: string; readonly root?: string }): Promise<Report> {
  if (!ID.test(id)) throw new UsageError(`${id} is no id: lower-case letters, digits and hyphens, such as heat-pad`);
  const root = knowledgeRoot(given);
  assertKnowledgeRoot(root);
  const files = filesOf(id, root);
  const [taken] = [...files.keys()].filter((name) => existsSync(join(root, name)));
  if (taken !== undefined) throw new UsageError(`${taken} is there already`);
  for (const [name, text] of files) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  const written = [...files.keys()];
  const where = given === undefined ? '' : ` --root ${given}`;
  const next = `It is a draft: policies test ${id}${where} runs its cases, and "status": "active" puts it in force.`;
  return { text: ['Written:', ...written.map((name) => `  ${name}`), next].join('\n'), data: { files: written } };
}
