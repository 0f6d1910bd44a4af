import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig, type StorageConfig } from '../config.ts';
import { VOCABULARY } from '../offer.ts';
import { loadKnowledge } from '../policies/load.ts';
import { formatAssertion } from '../records/format-assertion.ts';
import { formatCall } from '../records/format-call.ts';
import { tellOperator } from '../startup-error.ts';
import { openExistingStore } from '../store/open.ts';
import type { CallQuery } from '../store/store.ts';
import { openPseudonymizer } from '../store/store-key.ts';

// `npm run decisions -- --hook-instance <id>` or `--card <uuid>`: what was answered, why, and what was reported of it.
// `--assertion <id>`: what was asserted by a coverage-assertion-id.

const USAGE = 'usage: npm run decisions -- --hook-instance <id> | --card <uuid> | --assertion <id>\n';

function readArguments() {
  try {
    const text = { type: 'string' } as const;
    const options = { 'hook-instance': text, card: text, assertion: text } as const;
    const { values } = parseArgs({ options });
    const given = [values['hook-instance'], values.card, values.assertion].filter((value) => value !== undefined);
    return given.length === 1 ? values : undefined;
  } catch {
    return undefined;
  }
}

type Arguments = NonNullable<ReturnType<typeof readArguments>>;

async function printAssertion(storage: StorageConfig, id: string) {
  const store = await openExistingStore(storage);
  try {
    const assertion = await store.assertionOf(id.toLowerCase());
    process.stdout.write(assertion ? `${formatAssertion(assertion)}\n` : 'no such assertion is stored\n');
    if (!assertion) process.exitCode = 1;
  } finally {
    await store.close();
  }
}

async function print({ 'hook-instance': hookInstance, card, assertion }: Arguments) {
  const config = readConfig(process.env, join(import.meta.dirname, '../..'));
  if (assertion !== undefined) return printAssertion(config.storage, assertion);
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
    process.stdout.write(texts.length === 0 ? 'no such call is stored\n' : `${texts.join('\n\n')}\n`);
    if (texts.length === 0) process.exitCode = 1;
  } finally {
    await store.close();
  }
}

const values = readArguments();
if (values) {
  try {
    await print(values);
  } catch (error) {
    tellOperator(error);
  }
} else {
  process.stderr.write(USAGE);
  process.exitCode = 2;
}
