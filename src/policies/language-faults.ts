import { type Group, UNSPOKEN } from '../matching/language.ts';
import { KINDS_OF, type Name } from '../matching/names.ts';
import type { Phrase } from '../matching/phrase.ts';
import { alwaysHolds, canBeSame, canHold } from '../matching/phrase-overlap.ts';
import type { FaultList } from './fault.ts';

/** Entry with the file it was read from. */
interface OfFile<T> {
  readonly file: string;
  readonly entry: T;
}

interface Spoken {
  readonly group: Group;
  readonly phrase: Phrase;
  readonly file: string;
}

/** Phrases by words of theirs, so that only those that share one are compared. */
type Index = ReadonlyMap<string, readonly Spoken[]>;

/** The words that a phrase may begin with: its first element is never left out. */
const firstWordsOf = ({ elements: [first] }: Phrase): readonly string[] => first?.words ?? [];
const allWordsOf = ({ elements }: Phrase): readonly string[] => elements.flatMap(({ words }) => words);

function indexBy(phrases: readonly Spoken[], wordsOf: (phrase: Phrase) => readonly string[]): Index {
  const index = new Map<string, Spoken[]>();
  for (const spoken of phrases)
    for (const word of new Set(wordsOf(spoken.phrase))) {
      const theirs = index.get(word) ?? [];
      index.set(word, theirs);
      theirs.push(spoken);
    }
  return index;
}

/** The phrases under any of these words, each once. */
const near = (words: readonly string[], index: Index) => new Set(words.flatMap((word) => index.get(word) ?? []));

const groupElement = ({ code }: Group) => `CodeSystem.concept[${code}]`;
const isActive = ({ role, reach }: Group) => role === 'trigger' || role === 'fresh-start' || reach !== undefined;

/** A phrase may belong to one group only for each kind of names. */
function checkTwins(phrases: readonly Spoken[], byFirstWord: Index, faults: FaultList): void {
  const compared = new Set<Spoken>();
  for (const spoken of phrases) {
    const { group, phrase, file } = spoken;
    compared.add(spoken);
    const isTwin = (other: Spoken) =>
      !compared.has(other) &&
      other.group !== group &&
      other.group.kind === group.kind &&
      canBeSame(phrase, other.phrase);
    for (const other of near(firstWordsOf(phrase), byFirstWord))
      if (isTwin(other))
        faults.add(
          file,
          groupElement(other.group),
          `"${other.phrase.source}" can also be "${phrase.source}" of ${group.code}`,
        );
  }
}

/** A pseudo phrase is there to hide a trigger. */
function checkPseudo(phrases: readonly Spoken[], byFirstWord: Index, faults: FaultList): void {
  for (const { group, phrase, file } of phrases) {
    if (group.role !== 'pseudo') continue;
    const hidden = [...near(allWordsOf(phrase), byFirstWord)];
    const hides = hidden.some((other) => isActive(other.group) && canHold(phrase, other.phrase));
    if (!hides) faults.add(file, groupElement(group), `"${phrase.source}" hides no trigger, so it does nothing`);
  }
}

/** Names are found first: a phrase of the language that always holds one is never reached. */
function checkNames(byWord: Index, names: readonly Name[], faults: FaultList): void {
  for (const name of names)
    for (const inner of name.role === 'name' ? name.phrases : [])
      for (const { group, phrase, file } of near(firstWordsOf(inner), byWord))
        if (alwaysHolds(phrase, inner))
          faults.add(
            file,
            groupElement(group),
            `"${phrase.source}" holds "${inner.source}", a name (${name.code}): take it out of one of them`,
          );
}

/** True for a trigger that can reach the name. */
const canReach = ({ role, kind }: Group, name: Name) =>
  role === 'trigger' && (kind === undefined || KINDS_OF[name.kind].includes(kind));

/** Refuses assertions in `without`: its words name another kind or place of the thing. */
function checkWithout(names: readonly OfFile<Name>[], byFirstWord: Index, faults: FaultList): void {
  for (const { file, entry } of names)
    for (const phrase of entry.without)
      for (const other of near(firstWordsOf(phrase), byFirstWord))
        if (canReach(other.group, entry) && canBeSame(phrase, other.phrase))
          faults.add(
            file,
            `CodeSystem.concept[${entry.code}].property[without]`,
            `"${phrase.source}" can be read as "${other.phrase.source}", a trigger (${other.group.code}), by which the language tells how a name is meant: take it out`,
          );
}

/** Finds the mistakes an author of names and language can make that no single file shows. */
export function checkLanguage(
  groups: readonly OfFile<Group>[],
  names: readonly OfFile<Name>[],
  faults: FaultList,
): void {
  for (const { file, entry } of groups)
    if (entry.role === 'trigger' && entry.category === undefined)
      faults.add(file, groupElement(entry), 'a trigger needs a category');
  const phrases = groups
    .filter(({ entry }) => !UNSPOKEN.has(entry.role))
    .flatMap(({ file, entry }) => entry.phrases.map((phrase) => ({ group: entry, phrase, file })));
  const byFirstWord = indexBy(phrases, firstWordsOf);
  checkTwins(phrases, byFirstWord, faults);
  checkPseudo(phrases, byFirstWord, faults);
  checkNames(
    indexBy(phrases, allWordsOf),
    names.map(({ entry }) => entry),
    faults,
  );
  checkWithout(names, byFirstWord, faults);
}
