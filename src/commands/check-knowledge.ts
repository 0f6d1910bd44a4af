import { join } from 'node:path';
import { readConfig } from '../config.ts';
import { createDecider } from '../decision/decide.ts';
import { VOCABULARY } from '../offer.ts';
import { KnowledgeError } from '../policies/fault.ts';
import { loadKnowledge } from '../policies/load.ts';

// `npm run knowledge`: the check that also runs at start, alone.
try {
  const knowledge = loadKnowledge(
    process.argv[2] ?? readConfig(process.env, join(import.meta.dirname, '../..')).knowledgeRoot,
    VOCABULARY,
  );
  createDecider(knowledge);
  const { policies, codeSets, payers, cards } = knowledge;
  process.stdout.write(
    `knowledge is sound: ${policies.length} policies, ${codeSets.size} value sets, ${payers.length} payers, ${cards.size} cards\n`,
  );
} catch (error) {
  if (!(error instanceof KnowledgeError)) throw error;
  process.stderr.write(`${error.message}\n${error.faults.length} faults\n`);
  process.exitCode = 1;
}
