import { VOCABULARY } from '../offer.ts';
import { describePolicy } from '../policies/describe-policy.ts';
import { loadKnowledge } from '../policies/load.ts';
import type { Report } from './report.ts';
import { knowledgeRoot } from './settings.ts';
import { UsageError } from './usage-error.ts';

/** `policies show`: a policy as a person reads it, in Markdown; each of its versions. Throws KnowledgeError or UsageError. */
export async function run({ policy: id, root }: { readonly policy: string; readonly root?: string }): Promise<Report> {
  const knowledge = loadKnowledge(knowledgeRoot(root), VOCABULARY);
  const versions = knowledge.policies.filter((policy) => policy.id === id);
  const known = [...new Set(knowledge.policies.map((policy) => policy.id))];
  if (versions.length === 0) throw new UsageError(`${id} is none of ${known.join(', ')}`);
  return {
    text: versions.map((policy) => describePolicy(policy, knowledge).trimEnd()).join('\n\n'),
    data: versions.map(({ id: name, version, title, publisher, status, period }) => ({
      id: name,
      version,
      title,
      publisher,
      status,
      ...period,
    })),
  };
}
