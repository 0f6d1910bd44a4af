import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { VOCABULARY } from '../offer.ts';
import { describeCards } from '../policies/describe-cards.ts';
import { policyPages } from '../policies/describe-policy.ts';
import { loadKnowledge } from '../policies/load.ts';
import { publishedSchemas } from '../schema/published-schemas.ts';
import { withSettingsTable } from '../schema/settings-table.ts';
import { PROJECT_ROOT } from './settings.ts';

// `npm run generate`: writes what is made from the code and the knowledge and kept beside them; a test says when it is out of date.

function write(folder: string, files: ReadonlyMap<string, string>): void {
  mkdirSync(join(PROJECT_ROOT, folder), { recursive: true });
  for (const [name, text] of files) writeFileSync(join(PROJECT_ROOT, folder, name), text);
}

write('schemas', publishedSchemas());
const knowledge = loadKnowledge(PROJECT_ROOT, VOCABULARY);
write('docs/policies', policyPages(knowledge));
write('docs', new Map([['cards.md', describeCards(knowledge)]]));
const operators = readFileSync(join(PROJECT_ROOT, 'docs/operators.md'), 'utf8');
write('docs', new Map([['operators.md', withSettingsTable(operators)]]));
