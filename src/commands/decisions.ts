import type { StorageConfig } from '../config.ts';
import { VOCABULARY } from '../offer.ts';
import { loadKnowledge } from '../policies/load.ts';
import { formatAssertion } from '../records/format-assertion.ts';
import { formatCall } from '../records/format-call.ts';
import { openExistingStore } from '../store/open.ts';
import type { CallQuery } from '../store/store.ts';
import { openPseudonymizer } from '../store/store-key.ts';
import { type Report, UsageError } from './report.ts';
import { settings } from './settings.ts';

interface DecisionsOptions {
  readonly assertion?: string;
  readonly hookInstance?: string;
  readonly card?: string;
}

async function reportAssertion(storage: StorageConfig, id: string): Promise<Report> {
  const store = await openExistingStore(storage);
  try {
    const assertion = await store.assertionOf(id.toLowerCase());
    if (!assertion) return { text: 'no such assertion is stored', data: [], failed: true };
    return { text: formatAssertion(assertion), data: [assertion] };
  } finally {
    await store.close();
  }
}

/** `decisions`: what was answered, why, and what was reported of it. Throws UsageError, ConfigError, KnowledgeError or StoreError. */
export async function run({ hookInstance, card, assertion }: DecisionsOptions): Promise<Report> {
  if ([hookInstance, card, assertion].filter((given) => given !== undefined).length !== 1)
    throw new UsageError('decisions needs either --hook-instance, --card or --assertion');
  const config = settings();
  if (assertion !== undefined) return reportAssertion(config.storage, assertion);
  const policyHashes = loadKnowledge(config.knowledgeRoot, VOCABULARY).fingerprint.policies;
  // First, since it makes nothing where there is no store.
  const store = await openExistingStore(config.storage);
  const pseudonymizer = openPseudonymizer(config.storage);
  const query: CallQuery =
    card === undefined
      ? { hookInstance: pseudonymizer.uuidOrPseudonym(hookInstance ?? '') }
      : { card: pseudonymizer.uuidOrPseudonym(card) };
  try {
    const calls = await store.callsOf(query);
    const feedback = await store.feedbackOn(
      calls.flatMap(({ decisions }) => decisions.flatMap((made) => made.card ?? [])),
    );
    const texts = calls.map((call) => formatCall(call, { feedback, pseudonymizer, policyHashes }));
    if (texts.length === 0) return { text: 'no such call is stored', data: [], failed: true };
    return { text: texts.join('\n\n'), data: calls };
  } finally {
    await store.close();
  }
}
