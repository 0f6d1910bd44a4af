import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parse } from 'yaml';
import { callDay } from '../decision/order-day.ts';
import { KnowledgeError, reasonOf } from '../policies/fault.ts';
import { type Placeholders, PlaceholdersShape, skeletonOf } from '../policies/skeleton.ts';
import { validatorOf } from '../schema/validator.ts';
import { type Report, UsageError } from './report.ts';
import { knowledgeRoot, PROJECT_ROOT } from './settings.ts';

const ID = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

const PLACEHOLDERS = 'fhir-resources/examples/new-policy.yaml';
const isPlaceholders = validatorOf(PlaceholdersShape);

/** Reads the placeholders of a knowledge root. Throws KnowledgeError. */
function placeholdersOf(root: string): Placeholders {
  const faulty = (reason: string) => new KnowledgeError([{ file: PLACEHOLDERS, element: 'file', reason }]);
  if (!existsSync(join(root, PLACEHOLDERS))) throw faulty('is not there: copy it from the project');
  let content: unknown;
  try {
    content = parse(readFileSync(join(root, PLACEHOLDERS), 'utf8'));
  } catch (error) {
    throw faulty(reasonOf(error));
  }
  if (!isPlaceholders(content)) throw faulty('does not hold system, systemName, code and overrideReasons');
  return content;
}

/** `policies new`: writes the files of a new policy, and leaves alone what is there. Throws UsageError or KnowledgeError. */
export async function run({ id, root: given }: { readonly id: string; readonly root?: string }): Promise<Report> {
  if (!ID.test(id)) throw new UsageError(`${id} is no id: lower-case letters, digits and hyphens, such as heat-pad`);
  const root = knowledgeRoot(given);
  const schemas = relative(root, join(PROJECT_ROOT, 'schemas'));
  const files = skeletonOf(id, callDay(Date.now()).today, schemas, placeholdersOf(root));
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
