import { loadRules } from '../rules.ts';
import type { Report } from './report.ts';
import { knowledgeRoot } from './settings.ts';

/** `policies check`: the check that also runs at start, alone. Throws KnowledgeError. */
export async function run({ root }: { readonly root?: string }): Promise<Report> {
  const { policies, codeSets, payers, cards, questionnaires } = loadRules(knowledgeRoot(root), []).knowledge;
  const ids = new Set(policies.map(({ id }) => id));
  const versions = policies.length > ids.size ? ` in ${policies.length} versions` : '';
  const forms = `${questionnaires.length} questionnaire${questionnaires.length === 1 ? '' : 's'}`;
  return {
    text: `The knowledge is sound: ${ids.size} policies${versions}, ${codeSets.size} value sets, ${payers.length} payers, ${cards.size} cards, ${forms}.`,
    data: { faults: [], policies: policies.map(({ id, version }) => ({ id, version })) },
  };
}
