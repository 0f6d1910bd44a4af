import { isDay } from '../calendar.ts';
import type { StorageConfig } from '../config.ts';
import { VOCABULARY } from '../offer.ts';
import { loadKnowledge } from '../policies/load.ts';
import { formatAssertion } from '../records/format-assertion.ts';
import { formatCall } from '../records/format-call.ts';
import { cardIdsOf } from '../records/record.ts';
import { openExistingStore } from '../store/open.ts';
import type { CallQuery } from '../store/store.ts';
import { openPseudonymizer } from '../store/store-key.ts';
import type { Report } from './report.ts';
import { settings } from './settings.ts';
import { UsageError } from './usage-error.ts';

interface DecisionsOptions {
  readonly assertion?: string;
  /** The `X-Request-Id` of an answer. */
  readonly request?: string;
  readonly hookInstance?: string;
  readonly card?: string;
  /** YYYY-MM-DD: calls from this day on (UTC). */
  readonly since?: string;
  /** Number of calls to show, the newest of those found. */
  readonly limit?: string;
}

const NUMBER = /^[1-9]\d{0,3}$/;

/** Builds the query of the options; `idOf` gives the id as it is stored. */
function queryOf({ request, hookInstance, card = '' }: DecisionsOptions, idOf: (id: string) => string): CallQuery {
  if (request !== undefined) return { request: request.toLowerCase() };
  return hookInstance === undefined ? { card: idOf(card) } : { hookInstance: idOf(hookInstance) };
}

/** Throws UsageError. */
function checkOptions({ request, hookInstance, card, assertion, since, limit }: DecisionsOptions): void {
  const given = Object.entries({ request, 'hook-instance': hookInstance, card, assertion })
    .filter(([, value]) => value !== undefined)
    .map(([name]) => `--${name}`);
  if (given.length !== 1) {
    const were = given.length === 0 ? '' : `, not ${given.join(' and ')} together`;
    throw new UsageError(`decisions needs one of --request, --hook-instance, --card and --assertion${were}`);
  }
  if (since !== undefined && !isDay(since)) throw new UsageError('--since must be a day, YYYY-MM-DD');
  if (limit !== undefined && !NUMBER.test(limit)) throw new UsageError('--limit must be a number from 1 to 9999');
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
export async function run(options: DecisionsOptions): Promise<Report> {
  checkOptions(options);
  const config = settings();
  if (options.assertion !== undefined) return reportAssertion(config.storage, options.assertion);
  const policyHashes = loadKnowledge(config.knowledgeRoot, VOCABULARY).fingerprint.policies;
  // First, since it makes nothing where there is no store.
  const store = await openExistingStore(config.storage);
  const pseudonymizer = openPseudonymizer(config.storage);
  const { since = '', limit = '9999' } = options;
  try {
    const found = await store.callsOf(queryOf(options, pseudonymizer.uuidOrPseudonym));
    const calls = found.filter(({ at }) => at >= since).slice(-Number(limit));
    const feedback = await store.feedbackOn(calls.flatMap(({ decisions }) => decisions.flatMap(cardIdsOf)));
    const texts = calls.map((call) => formatCall(call, { feedback, pseudonymizer, policyHashes }));
    if (texts.length === 0) return { text: 'no such call is stored', data: [], failed: true };
    return { text: texts.join('\n\n'), data: calls };
  } finally {
    await store.close();
  }
}
