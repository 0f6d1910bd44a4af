import type { Asserted } from './assertion.ts';
import { crossesBreak, type Match, overlap, type Span, wordsOf } from './lexicon.ts';
import { breaksAt, type Item, isObject, type Line } from './line.ts';
import { MOST_ITEMS } from './reach.ts';
import { gapsOf, type NameMatch } from './targets.ts';

/** Words farther away do not cancel a name. */
const MOST_WORDS = 40;

/** Reason why a name is cancelled although it is spelt here. */
export interface Cancelled {
  readonly words: string;
  readonly why: 'without' | 'belongs to another noun';
}

/** Words that could have cancelled a name, and what they belong to. */
export interface PassedOver {
  readonly words: string;
  readonly belongsTo: string;
}

/** The place of the item that holds a word. */
const itemOf = ({ itemOfWord }: Line, word: number) => itemOfWord[word] ?? 0;

const NOUNS: ReadonlySet<Item['role']> = new Set(['word', 'other-thing', 'finding', 'symptom', 'target']);

const PARTS: ReadonlySet<Item['role']> = new Set(['class-noun']);
const JOINED_PARTS: ReadonlySet<Item['role']> = new Set(['class-noun', 'and', 'or']);

/** The noun that follows in the same segment, past parts and sides, and past what joins them where `passing` says so. */
function nounFollows(line: Line, at: number, passing = PARTS): Item | undefined {
  const { items, last } = line;
  for (let place = at + 1; place <= Math.min(last[at] ?? at, at + MOST_ITEMS); place++) {
    const item = items[place];
    if (!item) return undefined;
    // "traction, mechanical treatment" is the thing itself.
    const isPart = passing.has(item.role) || (item.role === 'other-thing' && item.group?.direction === 'next');
    if ((NOUNS.has(item.role) || isObject(item)) && !isPart) return item;
    if (!isPart) return undefined;
  }
  return undefined;
}

/** Finds breaks and fresh starts between two places of a line, which keep a word from applying to a name. */
function between(line: Line, from: number, to: number) {
  let [anew, apart] = [false, false];
  for (let at = from; at <= to; at++) {
    const role = line.items[at]?.role;
    anew ||= role === 'fresh-start';
    apart ||= role === 'reason' || breaksAt(line, at);
  }
  return { anew, apart };
}

/** The treatment that is added to a name before a word, which says where that is done: "NAME and massage of the hip". */
function addedBetween({ items }: Line, nameEnd: number, at: number): Item | undefined {
  const behind = items.slice(nameEnd + 1, at);
  const and = behind.findIndex(({ role }) => role === 'and');
  return and < 0 ? undefined : behind.slice(and).find(({ role }) => role === 'other-thing');
}

/** True for a name that says where it is, and a word not right before it: "ankle fx 2010, unstable L2 fx". */
const isElsewhere = ({ end }: Span, match: Span, { clause, levels }: Line) =>
  end < match.start && clause.slice(match.start, match.end).some(({ text }) => levels.has(text));

/** The noun that words behind a name belong to, if not to the name. */
function ownerBehind(line: Line, nameEnd: number, at: number, end: number): Item | undefined {
  const { items } = line;
  // "lumbar NAME, not cervical": it is what is not meant.
  let before = at - 1;
  while (items[before]?.role === 'link') before--;
  const denial = items[before];
  if (denial?.role === 'trigger' && denial.group?.category === 'negated' && before > nameEnd) return denial;
  const added = addedBetween(line, nameEnd, at);
  if (added) return added;
  const { anew, apart } = between(line, nameEnd + 1, at);
  if (anew) return items[nameEnd + 1];
  return apart ? nounFollows(line, end, JOINED_PARTS) : undefined;
}

/** Returns the noun that a word of `without` belongs to, or undefined if it belongs to the name. */
function ownerOf(span: Span, match: NameMatch, line: Line, { claims }: Asserted): Item | undefined {
  const { items } = line;
  const [at, name] = [itemOf(line, span.start), itemOf(line, match.start)];
  const [end, nameEnd] = [itemOf(line, span.end - 1), itemOf(line, match.end - 1)];
  for (let place = at; place <= end; place++) {
    const item = items[place];
    const claim = claims.get(place);
    if (item?.role === 'finding' || item?.role === 'symptom' || item?.role === 'pseudo') return item;
    // "NAME, not for home use".
    if (at > nameEnd && item?.role === 'trigger' && item.group?.category === 'negated') return item;
    if (claim !== undefined) return items[claim];
  }
  if (end < name) {
    const { anew } = between(line, end + 1, name - 1);
    return anew ? items[end + 1] : undefined;
  }
  return at > nameEnd ? ownerBehind(line, nameEnd, at, end) : undefined;
}

/** True if the words stand inside the name, and are its own. */
function isOwn(span: Span, match: NameMatch, line: Line): boolean {
  if (!overlap(span, match)) return false;
  const gaps = new Set(gapsOf(match, line.clause));
  for (let at = span.start; at < span.end; at++) if (at >= match.start && at < match.end && !gaps.has(at)) return true;
  return false;
}

/** The word of another kind or place that cancels a name, and those that belong to something else. */
export function cancelledBy(
  match: NameMatch,
  around: readonly Match<string>[],
  line: Line,
  asserted: Asserted,
): { readonly cancelled?: Cancelled; readonly passedOver: readonly PassedOver[] } {
  const passedOver: PassedOver[] = [];
  for (const span of around) {
    const isFar = span.start - match.end > MOST_WORDS || match.start - span.end > MOST_WORDS;
    const isNot = isFar || isOwn(span, match, line) || isElsewhere(span, match, line);
    if (!match.entry.withoutSources.has(span.entry) || isNot) continue;
    const words = wordsOf(line.clause, span);
    const owner = ownerOf(span, match, line, asserted);
    if (!owner) return { cancelled: { words, why: 'without' }, passedOver };
    passedOver.push({ words, belongsTo: wordsOf(line.clause, owner) });
  }
  return { passedOver };
}

const isQualifier = (match: NameMatch, word: number, { clause }: Line) =>
  match.entry.qualifiers.has(clause[word]?.text ?? '');

/** The noun before a place in its segment, past links. */
function nounBefore(line: Line, at: number): Item | undefined {
  const { items, first } = line;
  for (let place = at - 1; place >= Math.max(first[at] ?? at, at - MOST_ITEMS); place--) {
    const item = items[place];
    if (!item) return undefined;
    if (NOUNS.has(item.role)) return item;
    if (item.role !== 'link') return undefined;
  }
  return undefined;
}

/**
 * Returns the reason why a name is cancelled by another noun (rule 4 of docs/policies.md). A name torn over a break does not count
 * where a noun follows its last word ("osteoporosis, severe back pain"). Qualifiers (`severe`, `unstable`) belong to the noun beside
 * them: at the end of a name to one that follows, at its beginning, where it is torn, to one before ("gait unstable, T12 fracture").
 */
export function belongsElsewhere(match: NameMatch, line: Line): Cancelled | undefined {
  const torn = crossesBreak(line.clause, match);
  if (!torn && match.entry.qualifiers.size === 0) return undefined;
  const [start, end] = [itemOf(line, match.start), itemOf(line, match.end - 1)];
  const [first, last] = [line.items[start], line.items[end]];
  const cancelled = (word: number, noun: Item | undefined): Cancelled | undefined =>
    noun && {
      words: `${wordsOf(line.clause, { start: word, end: word + 1 })} (${wordsOf(line.clause, noun)})`,
      why: 'belongs to another noun',
    };
  // The target may go on with another name that shares its words.
  const endsHere = last !== undefined && last.end === match.end;
  const isQualified = isQualifier(match, match.end - 1, line);
  // "mets: bone/liver" goes on with more of a list, "osteoporosis, severe/chronic pain" with another noun.
  const isListed = line.clause[match.end]?.glue === '/' && !isQualified;
  if (endsHere && !isListed && (torn || isQualified)) {
    const noun = cancelled(match.end - 1, nounFollows(line, end));
    if (noun) return noun;
  }
  if (!torn || first?.start !== match.start || !isQualifier(match, match.start, line)) return undefined;
  return cancelled(match.start, nounBefore(line, start));
}
