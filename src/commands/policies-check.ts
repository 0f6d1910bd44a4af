import { counted } from '../counted.ts';
import { KnowledgeError } from '../policies/fault.ts';
import { located } from '../policies/knowledge-files.ts';
import { loadRules } from '../rules.ts';
import type { Report } from './report.ts';
import { knowledgeRoot } from './settings.ts';
import { slowPatterns } from './slow-patterns.ts';

/** `policies check`: the check that also runs at start, and one for patterns that are slow on long texts. Throws KnowledgeError. */
export async function run({ root: given }: { readonly root?: string }): Promise<Report> {
  const root = knowledgeRoot(given);
  const { policies, codeSets, payers, cards, questionnaires } = loadRules(root, []).knowledge;
  const slow = slowPatterns(policies);
  if (slow.length > 0) throw new KnowledgeError(located(root, slow));
  const ids = new Set(policies.map(({ id }) => id));
  const versions = policies.length > ids.size ? ` in ${policies.length} versions` : '';
  const forms = counted(questionnaires.length, 'questionnaire');
  return {
    text: `The knowledge is sound: ${ids.size} policies${versions}, ${codeSets.size} value sets, ${payers.length} payers, ${cards.size} cards, ${forms}.`,
    data: { faults: [], policies: policies.map(({ id, version }) => ({ id, version })) },
  };
}
