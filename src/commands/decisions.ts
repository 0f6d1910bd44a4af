import { VOCABULARY } from '../offer.ts';
import { loadKnowledge } from '../policies/load.ts';
import { describeCall } from '../records/format-call.ts';
import { openStore, openVault } from '../store/open.ts';
import type { CallQuery } from '../store/store.ts';
import { type Report, UsageError } from './report.ts';
import { settings } from './settings.ts';

interface DecisionsOptions {
  readonly hookInstance?: string;
  readonly card?: string;
}

/** `decisions`: what was answered, why, and what was reported of it. Throws UsageError, ConfigError, KnowledgeError or StoreError. */
export async function run({ hookInstance, card }: DecisionsOptions): Promise<Report> {
  if ((hookInstance === undefined) === (card === undefined))
    throw new UsageError('decisions needs either --hook-instance or --card');
  const config = settings();
  const vault = openVault(config.storage);
  const query: CallQuery =
    card === undefined ? { hookInstance: vault.idOr(hookInstance ?? '') } : { card: vault.idOr(card) };
  const policyHashes = loadKnowledge(config.knowledgeRoot, VOCABULARY).fingerprint.policies;
  const store = await openStore(config.storage);
  try {
    const calls = await store.callsOf(query);
    const feedback = await store.feedbackOn(
      calls.flatMap(({ decisions }) => decisions.flatMap((made) => made.card ?? [])),
    );
    const texts = calls.map((call) => describeCall(call, { feedback, vault, policyHashes }));
    if (texts.length === 0) return { text: 'no such call is stored', data: [], failed: true };
    return { text: texts.join('\n\n'), data: calls };
  } finally {
    await store.close();
  }
}
