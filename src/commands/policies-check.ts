import { loadRules } from '../rules.ts';
import type { Report } from './report.ts';
import { knowledgeRoot } from './settings.ts';

/** `policies check`: the check that also runs at start, alone. Throws KnowledgeError. */
export async function run({ root }: { readonly root?: string }): Promise<Report> {
  const { policies, codeSets, payers, cards, questionnaires } = loadRules(knowledgeRoot(root), []).knowledge;
  return {
    text: `The knowledge is sound: ${policies.length} policies, ${codeSets.size} value sets, ${payers.length} payers, ${cards.size} cards, ${questionnaires.length} questionnaires.`,
    data: { faults: [], policies: policies.map(({ id, version }) => ({ id, version })) },
  };
}
