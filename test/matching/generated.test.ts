import { describe, expect, it } from 'vitest';
import { CATEGORIES, type Group } from '../../src/matching/language.ts';
import { categoryOf, readText } from '../../src/matching/mentions.ts';
import { KINDS, KINDS_OF, type Kind } from '../../src/matching/names.ts';
import type { Phrase } from '../../src/matching/phrase.ts';
import { knowledge } from '../support/knowledge.ts';

/** A name of each kind, as it is written. */
const NAMES: Readonly<Record<Kind, string>> = {
  orderable: 'DRX9000',
  implant: 'Dynesys',
  condition: 'osteosarcoma',
  mendable: 'vertebral collapse',
};

/** A way of writing the phrase: the chosen word of each element, without what may be left out. */
function written({ elements }: Phrase, choice = 0): string {
  return elements
    .filter(({ optional }) => !optional)
    .map(({ words, glue }, at) => {
      const word = words[choice % words.length] ?? '';
      const text = /^\{(?:old)?year\}$/.test(word) ? '2014' : word === '{number}' ? '12' : word;
      return at === 0 ? text : `${glue ?? ' '}${text}`;
    })
    .join('');
}

/** Category of one of these names; undefined if the text does not name it. */
function categoryIn(text: string): string | undefined {
  const isOurs = (words: string) => Object.values(NAMES).some((name) => name.toLowerCase() === words);
  const [mention] = readText(text, knowledge).mentions.filter(({ cancelled, words }) => !cancelled && isOurs(words));
  return mention && categoryOf(mention);
}

const kindsOf = ({ kind }: Group): readonly Kind[] =>
  KINDS.filter((each) => kind === undefined || KINDS_OF[each].includes(kind));

/** The group that decides about a phrase for names of a kind: the one for that very kind, else for all. */
function decides(group: Group, source: string, kind: Kind): boolean {
  const rivals = knowledge.language.groups.filter((other) => other.phrases.some((phrase) => phrase.source === source));
  return !rivals.some((other) => other !== group && other.kind === kind);
}

/** A name behind a trigger, in a bracket where the trigger reaches into one only. */
const behind = ({ reach }: Group, name: string) => (reach === 'bracket' ? `(${name})` : name);

const triggers = knowledge.language.groups.filter(({ role }) => role === 'trigger');

const before = triggers
  .filter(({ direction }) => direction !== 'previous' && direction !== 'last')
  .flatMap((group) =>
    kindsOf(group).flatMap((kind) =>
      group.phrases
        .filter(({ source }) => decides(group, source, kind))
        .map((phrase) => ({ text: `${written(phrase)} ${behind(group, NAMES[kind])}`, group: group.code })),
    ),
  );

const after = triggers
  .filter(({ direction }) => direction !== 'next')
  .flatMap((group) =>
    kindsOf(group).flatMap((kind) =>
      group.phrases
        .filter(({ source }) => decides(group, source, kind))
        .map((phrase) => ({ text: `${NAMES[kind]} ${written(phrase)}`, group: group.code })),
    ),
  );

describe('a trigger of the language', () => {
  it.each(before)('"$text" is not affirmed, by $group or a stronger word', ({ text }) => {
    expect(CATEGORIES).toContain(categoryIn(text));
  });

  it.each(after)('"$text" is not affirmed, by $group or a stronger word', ({ text }) => {
    expect(CATEGORIES).toContain(categoryIn(text));
  });
});

const rivals = knowledge.language.groups
  .filter(
    ({ role, direction }) =>
      (role === 'other-thing' && direction === undefined) || role === 'finding' || role === 'symptom',
  )
  .flatMap(({ phrases }) => phrases)
  .filter(({ elements }) => elements.every(({ gap }) => gap === 0));

describe('a treatment or finding of the language', () => {
  it.each(rivals.map((phrase) => written(phrase)))('"failed %s, DRX9000" is about the treatment', (rival) => {
    expect(categoryIn(`failed ${rival}, DRX9000`)).toBe('affirmed');
  });
});

describe('how a name is meant', () => {
  const examples = [...before, ...after].filter((_, at) => at % 7 === 0).map(({ text }) => text);

  it.each(examples)('does not depend on case: "%s"', (text) => {
    expect(categoryIn(text.toUpperCase())).toBe(categoryIn(text));
  });

  it.each(examples)('does not depend on what is said in another clause: "%s"', (text) => {
    expect(categoryIn(`${text}; no smoking, failed exercise`)).toBe(categoryIn(text));
    expect(categoryIn(`No smoking, failed exercise; ${text}`)).toBe(categoryIn(text));
  });
});
