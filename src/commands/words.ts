import { describeText } from '../matching/describe-text.ts';
import { VOCABULARY } from '../offer.ts';
import { loadKnowledge } from '../policies/load.ts';
import type { Report } from './report.ts';
import { knowledgeRoot } from './settings.ts';

interface WordsOptions {
  readonly texts: readonly string[];
  readonly root?: string;
}

/** `words`: how each text is read. For authors of names and language. Throws KnowledgeError. */
export async function run({ texts, root }: WordsOptions): Promise<Report> {
  const knowledge = loadKnowledge(knowledgeRoot(root), VOCABULARY);
  const described = texts.map((text) => ({ text, reading: describeText(text, knowledge) }));
  return { text: described.map(({ reading }) => reading).join('\n\n'), data: described };
}
