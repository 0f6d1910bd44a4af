import { VOCABULARY } from '../offer.ts';
import { loadKnowledge } from '../policies/load.ts';
import { formatCall } from '../records/format-call.ts';
import { openExistingStore } from '../store/open.ts';
import type { CallQuery } from '../store/store.ts';
import { openPseudonymizer } from '../store/store-key.ts';
import { type Report, UsageError } from './report.ts';
import { settings } from './settings.ts';

interface DecisionsOptions {
  /** The `X-Request-Id` of an answer. */
  readonly request?: string;
  readonly hookInstance?: string;
  readonly card?: string;
  /** YYYY-MM-DD: calls from this day on (UTC). */
  readonly since?: string;
  /** So many of the newest calls. */
  readonly limit?: string;
}

const DAY = /^\d{4}-\d\d-\d\d$/;
const NUMBER = /^[1-9]\d{0,3}$/;

/** Which calls are meant. Throws UsageError unless it is told in exactly one way. */
function queryOf({ request, hookInstance, card }: DecisionsOptions, idOf: (id: string) => string): CallQuery {
  const queries: readonly CallQuery[] = [
    ...(request === undefined ? [] : [{ request }]),
    ...(hookInstance === undefined ? [] : [{ hookInstance: idOf(hookInstance) }]),
    ...(card === undefined ? [] : [{ card: idOf(card) }]),
  ];
  const [query, another] = queries;
  if (!query || another) throw new UsageError('decisions needs one of --request, --hook-instance and --card');
  return query;
}

function checkRange({ since, limit }: DecisionsOptions): void {
  if (since !== undefined && !DAY.test(since)) throw new UsageError('--since must be a day, YYYY-MM-DD');
  if (limit !== undefined && !NUMBER.test(limit)) throw new UsageError('--limit must be a number from 1 to 9999');
}

/** `decisions`: what was answered, why, and what was reported of it. Throws UsageError, ConfigError, KnowledgeError or StoreError. */
export async function run(options: DecisionsOptions): Promise<Report> {
  checkRange(options);
  queryOf(options, (id) => id);
  const config = settings();
  const policyHashes = loadKnowledge(config.knowledgeRoot, VOCABULARY).fingerprint.policies;
  // First, since it makes nothing where there is no store.
  const store = await openExistingStore(config.storage);
  const pseudonymizer = openPseudonymizer(config.storage);
  const { since = '', limit = '9999' } = options;
  try {
    const found = await store.callsOf(queryOf(options, pseudonymizer.uuidOrPseudonym));
    const calls = found.filter(({ at }) => at >= since).slice(-Number(limit));
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
