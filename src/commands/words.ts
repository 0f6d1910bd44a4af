import { join } from 'node:path';
import { readConfig } from '../config.ts';
import { describeText } from '../matching/describe-text.ts';
import { VOCABULARY } from '../offer.ts';
import { loadKnowledge } from '../policies/load.ts';

// `npm run words -- "text" …`: how each text is read. For authors of names and language.

const texts = process.argv.slice(2);
if (texts.length === 0) {
  process.stderr.write('usage: npm run words -- "text" …\n');
  process.exitCode = 2;
} else {
  const knowledge = loadKnowledge(
    readConfig(process.env, join(import.meta.dirname, '../..')).knowledgeRoot,
    VOCABULARY,
  );
  process.stdout.write(`${texts.map((text) => describeText(text, knowledge)).join('\n\n')}\n`);
}
