import { KnowledgeError } from './knowledge/fault.ts';
import { loadKnowledge } from './knowledge/load.ts';

// `npm run knowledge`: the check that also runs at start, alone.
try {
  const { policies, codeSets, payers, cards } = loadKnowledge(process.argv[2] ?? `${import.meta.dirname}/..`);
  process.stdout.write(
    `knowledge is sound: ${policies.length} policies, ${codeSets.size} value sets, ${payers.length} payers, ${cards.size} cards\n`,
  );
} catch (error) {
  if (!(error instanceof KnowledgeError)) throw error;
  process.stderr.write(`${error.message}\n${error.faults.length} faults\n`);
  process.exitCode = 1;
}
