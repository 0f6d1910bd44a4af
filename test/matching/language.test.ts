import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CATEGORIES } from '../../src/matching/language.ts';
import { categoryOf, type Mention, readText } from '../../src/matching/mentions.ts';
import { knowledge } from '../support/knowledge.ts';

/** A line of language.yaml. */
interface Line {
  readonly text: string;
  readonly name: string;
  readonly category: string;
  readonly by?: string;
}

const FILE = join(import.meta.dirname, '../language.yaml');
const lines: readonly Line[] = parse(readFileSync(FILE, 'utf8'));

/** Category of the name in the text, and the words that decided. */
function readingOf(text: string, name: string): Pick<Line, 'category' | 'by'> {
  const isMeant = ({ name: { code, system } }: Mention) => code === name || system.endsWith(`/${name}-names`);
  const mentions = readText(text, knowledge).mentions.filter(isMeant);
  const open = mentions.filter(({ cancelled, inContext }) => cancelled === undefined && inContext);
  if (open.some((mention) => categoryOf(mention) === 'affirmed')) return { category: 'affirmed' };
  const [strongest] = CATEGORIES.flatMap((category) => open.find((mention) => categoryOf(mention) === category) ?? []);
  if (strongest?.assertion) return { category: strongest.assertion.category, by: strongest.assertion.words };
  const cancelled = mentions.find((mention) => mention.cancelled)?.cancelled;
  return cancelled ? { category: 'cancelled', by: cancelled.words } : { category: 'none' };
}

describe('a text is read as a clinician reads it', () => {
  it.each(lines)('"$text": $name is $category', ({ text, name, category, by }) => {
    expect(readingOf(text, name)).toEqual({ category, ...(by === undefined ? {} : { by }) });
  });

  it('in at least 300 examples, each once', () => {
    expect(lines.length).toBeGreaterThanOrEqual(300);
    expect(new Set(lines.map(({ text, name }) => `${text} ${name}`)).size).toBe(lines.length);
  });
});

describe('the language', () => {
  const sources = knowledge.language.groups.flatMap(({ phrases }) => phrases.map(({ source }) => source));

  it('holds no whole example as a phrase', () => {
    const texts = new Set(lines.map(({ text }) => text.toLowerCase()));
    expect(sources.filter((source) => texts.has(source.toLowerCase()))).toEqual([]);
  });
});
