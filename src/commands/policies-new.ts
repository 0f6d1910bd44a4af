import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { callDay } from '../decision/order-day.ts';
import { skeletonOf } from '../policies/skeleton.ts';
import { type Report, UsageError } from './report.ts';
import { knowledgeRoot, PROJECT_ROOT } from './settings.ts';

const ID = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** `policies new`: writes the files of a new policy, and leaves alone what is there. Throws UsageError. */
export async function run({ id, root: given }: { readonly id: string; readonly root?: string }): Promise<Report> {
  if (!ID.test(id)) throw new UsageError(`${id} is no id: lower-case letters, digits and hyphens, such as heat-pad`);
  const root = knowledgeRoot(given);
  const schemas = relative(root, join(PROJECT_ROOT, 'schemas'));
  const files = skeletonOf(id, callDay(Date.now()).today, schemas);
  const [taken] = [...files.keys()].filter((name) => existsSync(join(root, name)));
  if (taken !== undefined) throw new UsageError(`${taken} is there already`);
  for (const [name, text] of files) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  const written = [...files.keys()];
  const next = `It is a draft: policies test ${id} runs its cases, and "status": "active" puts it in force.`;
  return { text: ['Written:', ...written.map((name) => `  ${name}`), next].join('\n'), data: { files: written } };
}
