import { createDecider } from '../decision/decide.ts';
import { VOCABULARY } from '../offer.ts';
import { loadKnowledge } from '../policies/load.ts';
import type { Report } from './report.ts';
import { knowledgeRoot } from './settings.ts';

/** `policies check`: the check that also runs at start, alone. Throws KnowledgeError. */
export async function run({ root }: { readonly root?: string }): Promise<Report> {
  const knowledge = loadKnowledge(knowledgeRoot(root), VOCABULARY);
  createDecider(knowledge);
  const { policies, codeSets, payers, cards } = knowledge;
  return {
    text: `The knowledge is sound: ${policies.length} policies, ${codeSets.size} value sets, ${payers.length} payers, ${cards.size} cards.`,
    data: { faults: [], policies: policies.map(({ id, version }) => ({ id, version })) },
  };
}
