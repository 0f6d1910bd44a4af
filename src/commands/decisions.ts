import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from '../config.ts';
import { VOCABULARY } from '../offer.ts';
import { loadKnowledge } from '../policies/load.ts';
import { formatCall } from '../records/format-call.ts';
import { tellOperator } from '../startup-error.ts';
import { openExistingStore } from '../store/open.ts';
import type { CallQuery } from '../store/store.ts';
import { openPseudonymizer } from '../store/store-key.ts';

// `npm run decisions -- --hook-instance <id>` or `--card <uuid>`: what was answered, why, and what was reported of it.

const USAGE = 'usage: npm run decisions -- --hook-instance <id> | --card <uuid>\n';

function readArguments() {
  try {
    const options = { 'hook-instance': { type: 'string' }, card: { type: 'string' } } as const;
    const { values } = parseArgs({ options });
    const given = [values['hook-instance'], values.card].filter((value) => value !== undefined);
    return given.length === 1 ? values : undefined;
  } catch {
    return undefined;
  }
}

async function print({ 'hook-instance': hookInstance, card }: NonNullable<ReturnType<typeof readArguments>>) {
  const config = readConfig(process.env, join(import.meta.dirname, '../..'));
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
