/**
 * Separator between a word and the one before it. A space, hyphen or slash joins: `VAX-D` is one name, `vax d/t age` is not. The
 * others are breaks: comma, a slash between spaces (`//`), colon, bracket, the end of one before a comma, a dash or such a slash (`),`), a dash
 * with a space beside it (`–`), the end of a column (`|`), or the end of a question. A semicolon stands before the first word of a clause only.
 */
export type Glue = ' ' | '-' | '/' | ',' | '//' | ':' | '(' | '),' | '–' | '|' | '?' | ';';

/** One word of clinical text, folded for comparison. `?`, `#` before no number, and a free-standing `&` or `+` (and) are words too. */
export interface Word {
  readonly text: string;
  readonly glue: Glue;
}

/** Words that belong to one statement: no name and no assertion reaches beyond it. */
export type Clause = readonly Word[];

const MARKS = /[®™©℠]|\((?:r|tm|c)\)/gi;
const HYPHENS = /[\u2010-\u2015\u2212]/g;
const APOSTROPHES = /['’‘`]/g;
const WORD = /[\p{L}\p{N}]+|\?|#(?!:?\s*\p{N})|(?<=\s)[&+](?=\s)/gu;
/** Matches text that needs normalization; the words of all other text are letters and digits of ASCII. */
const MARKED = /[^\p{ASCII}]|[?&+#]/u;
/** Boxes of a form: an empty one, and one with a mark. */
const EMPTY_BOX = /\[\s*\]|\(\s+\)|[☐✗✘]/g;
const MARKED_BOX = /[[(][x✓✔][\])]|[☑☒✓✔]/g;
const BOX = new RegExp(`${EMPTY_BOX.source}|${MARKED_BOX.source}`);
/** Separators of the fields of a form: a line end, a bar, or the tab or spaces between columns. */
const FIELD_END = /(\n|\||\t| {3})/;
const CLAUSE_END = /[;!\n\r•]|\.\s/;
const HARD_END = /[;!\n\r•]/;
/** Letters each with a full stop: `S.T.x.`, `P.T.`, `h.o.` */
const DOTTED = /(?<![\p{L}\p{N}.])(?:\p{L}\.){2,}\p{L}?(?![\p{L}\p{N}])/gu;
/** The end of a statement or of a column, behind a mark of a form. */
const END = String.raw`(?=\s*(?:$|[,;|\n()\]]|\.(?:\s|$)|\s-\s)| {3}|\t)`;
/** A minus for "negative": `(-) NAME` or `(neg) NAME` at the beginning of a statement, `NAME (-)` at its end, `-ve`. */
const MINUS = new RegExp(String.raw`(?<=(?:^|[,:;.\-]\s)\s*)\((?:-|neg)\)(?=\s\p{L})|\(-\)${END}|(?<!\S)-ve\b`, 'gu');
/** A plus for "positive": `NAME (+)`, `+ve`, `MRI + for NAME`. */
const PLUS = /\(\+(?:ve)?\)|(?<!\S)\+ve\b|(?<=[\s\p{L}])\+(?=\sfor\s)/gu;
/** A minus behind each thing of a list: `cancer -, fracture -`. */
const LISTED_MINUS = / -[,;]/;
const MINUS_BEHIND = / -(?=[,;]|\s*$)/g;
/** The name of the next field of a form, also behind a bar or a slash: `fracture: N | cancer: N`. */
const NEXT_FIELD = String.raw`(?=\s+(?:[|/]\s*)?\p{L}[\p{L}\p{N} -]{1,24}:)`;
/** Two spaces before the name of a field, and two or a slash behind the answer to one: columns of a form. */
const FIELD_GAP =
  /(?<=\S) {2}(?=\p{L}[\p{L}\p{N} -]{1,24}:)|(?<=: ?(?:no|none|n|neg|yes|y|-|\[ ?\]))(?: {2}| \/ )(?=\S)/gu;
/** A minus before a thing of a list in which others have a plus: `+ liver mets, - bone mets`. */
const SIGNED_MINUS = /(?<=(?:^|[,;])\s*\+\s?\p{L}.{0,200}[,;]\s*)-\s?(?=\p{L})/gu;
/** A minus behind a colon and nothing more: `fracture: -`. */
const MINUS_ALONE = new RegExp(String.raw`(?<=[\p{L}\p{N})\]]:)\s*-(?:${END}|${NEXT_FIELD})`, 'gu');
/** An N for "no", as forms have it, at the end of a statement, in brackets or before the next field: `fracture: N`, `bone mets - N`, `NAME (N)`, `NAME: N  PT: Y`. */
const FORM_NO = new RegExp(
  String.raw`(?<=\p{L}:?\s|[\p{N})\]]:\s|[\p{L}\p{N}]\s-\s)n${END}|(?<=[\p{L}\p{N}]\s?\()n(?=\))|(?<=[\p{L}\p{N})\]]:\s)n${NEXT_FIELD}`,
  'gu',
);
/** A zero for "none" at either end of a statement: `bone mets 0`, `fractures=0`, `0 falls`; not `4.0`. */
const FORM_ZERO = new RegExp(String.raw`(?<=\p{L}(?:[:=]\s?|\s))0${END}|(?<=^|[,;\n]\s*)0(?=\s\p{L})`, 'gu');
/** With: `w/ LSO`, `w/brace`; not `w/o`, `w/u`, `w/out`. */
const WITH = /(?<![\p{L}\p{N}/])w\/(?:\s|(?!out)(?=\p{L}{3}))/gu;
/** A slash between two fields of a form: `Plan: DRX9000 / Failed: PT`; not in a list: `cancer / osteoporosis / fracture: denies`. */
const FIELD_SLASH = /(?<=:(?:[^:/;\n]|(?<=\S)\/){1,80}\s)\/(?=\s[\p{L} ]{2,24}:)/gu;
/** The empty set for "no": `Ø mets`. */
const EMPTY_SET = /(?<![\p{L}\p{N}])[ø∅](?![\p{L}\p{N}])/gu;
/** A year of two digits: `'16`. */
const SHORT_YEAR = /(?<!\S)['’‘](\d\d)(?![\p{L}\p{N}'’])/gu;
const LATEST_SHORT_YEAR = 50;
const longYear = (_: string, year: string) => (Number(year) > LATEST_SHORT_YEAR ? `19${year}` : `20${year}`);
/** A number and its unit in one piece: `250mg`, `20min`; a lone letter may be a model (`9000c`). */
const WITH_UNIT = /^(\p{N}+)(\p{L}{2,})$/u;
/** A stage of cancer in one piece, whose last part says whether it has spread: `T3N1M1b`. */
const STAGE = /^([cpry]{0,2}t\w{1,3}n\w{1,3})(m\d\w?)$/;
const ORDINAL = /^(?:st|nd|rd|th)$/;
/** A line end that only wraps a long line: the statement is not over, and the next line goes on in lower case, with no field (`plan:`). */
const WRAP = /(?<=[^\n]{39}[\p{L}\p{N},)-])[^\S\n]*\n[^\S\n]*(?=\p{Ll})(?!\p{Ll}+:)/gu;

/** Most text is ASCII, of which there is little to fold. */
const ASCII = /^\p{ASCII}*$/u;

/** Text with case, accents, width, trademark signs and kinds of hyphen folded away; spaces are never removed. */
export function fold(text: string): string {
  const plain = ASCII.test(text);
  const unmarked = plain && !text.includes('(') ? text : text.replace(MARKS, '');
  const bare = plain
    ? unmarked
    : unmarked
        .normalize('NFKD')
        .replace(/[\p{M}\p{Cf}]/gu, '')
        .replace(HYPHENS, '-');
  return bare.replace(SHORT_YEAR, longYear).replace(APOSTROPHES, '').toLowerCase();
}

/** True for what separates the parts of a clause. */
export function isBreak(glue: Glue): boolean {
  return glue !== ' ' && glue !== '-' && glue !== '/';
}

/** True for a dash and the end of a column: what follows may speak of what stands before. */
export const isDash = (glue: Glue) => glue === '–' || glue === '|';

/** True for either side of a bracket. */
export const isBracket = (glue: Glue) => glue === '(' || glue === '),';

/** True for what separates the things of a list: a comma, or a slash between spaces ("DM / HTN"). */
export const isComma = (glue: Glue) => glue === ',' || glue === '//';

/** The separator of two words without any other mark: the spaces or bar between columns, a dash or an arrow, a slash. */
function glueOfSpace(between: string): Glue {
  if (/[^\S\n]{3}|\t|\|/.test(between)) return '|';
  if (/\s-|-\s|--|=>|→|⇒/.test(between)) return '–';
  if (between.trim() !== '/') return ' ';
  return /\s\/\s/.test(between) ? '//' : '/';
}

function glueOf(between: string, before: Word | undefined): Glue {
  if (between === ' ' || between === '') return ' ';
  if (between === '-' || between === '/') return between;
  const [mark] = /[)\]]:/.test(between) ? [':'] : (between.match(/[,:()[\]]/) ?? []);
  // `10:30` and `1,000` are numbers.
  if (mark === ',' || mark === ':') return between === mark && /^\p{N}/u.test(before?.text ?? '') ? ' ' : mark;
  if (mark === undefined) return glueOfSpace(between);
  return /^[)\]](?:,| [/-] )/.test(between) ? '),' : '(';
}

/** The separator before the first word of a clause: a bracket may begin there. */
function glueOfFirst(between: string): Glue {
  if (between.trim() === ';') return ';';
  return /[([]$/.test(between) ? '(' : ' ';
}

/** Tells which full stops end a clause. */
export interface FullStops {
  /** Words whose full stop ends none, or ends none before a second word (`neg for`). */
  readonly abbreviations: ReadonlySet<string>;
  /** Words that begin a clause all the same: "cardiac hx. Please start". */
  readonly openings: ReadonlySet<string>;
  /** Pairs of words that end a clause, although the second is an abbreviation: "No FHx. Back pain". */
  readonly closings: ReadonlySet<string>;
}

/** An abbreviation may be one only before a certain word: `neg. for`. */
function ends(between: string, clause: Clause, word: string, fullStops: FullStops): boolean {
  const [earlier, before] = [clause.at(-2), clause.at(-1)];
  if (between === ' ' || !CLAUSE_END.test(between)) return false;
  if (HARD_END.test(between) || before === undefined) return true;
  // "VAX-D." is no abbreviation, "non-surg." is one.
  if (before.glue === '-' && before.text.length === 1) return true;
  const { abbreviations, openings, closings } = fullStops;
  if (openings.has(word)) return true;
  if (abbreviations.has(`${before.text} ${word}`)) return false;
  return !abbreviations.has(before.text) || closings.has(`${earlier?.text} ${before.text}`);
}

function addWord(clause: Word[], text: string, glue: Glue): void {
  const unit = WITH_UNIT.exec(text) ?? STAGE.exec(text);
  if (unit && !ORDINAL.test(unit[2] ?? ''))
    clause.push({ text: unit[1] ?? '', glue }, { text: unit[2] ?? '', glue: ' ' });
  else clause.push({ text: text === '&' || text === '+' ? 'and' : text, glue });
}

/** True for a question mark in front of a part of a list: "stenosis?, ?NAME". */
const beginsPart = (word: string, glue: Glue) => word === '?' && (isComma(glue) || isDash(glue));

const NO_FULL_STOPS: FullStops = { abbreviations: new Set(), openings: new Set(), closings: new Set() };
/** A colon at the end of a line, and lines that begin with a bullet or a number below it, are one statement. */
const LIST_BEGINS = /:[^\S\n]*\r?\n\s*(?:[-*•]|$)?/;
const LIST_GOES_ON = /\n[^\S\n]*[-*•]\s*$/;

/** Puts words together into clauses, one after the other. */
class ClauseBuilder {
  readonly clauses: Word[][] = [];
  readonly #fullStops: FullStops;
  #clause: Word[] | undefined;
  #asked = false;
  #inList = false;

  constructor(fullStops: FullStops) {
    this.#fullStops = fullStops;
  }

  /** Returns the separator before the next word; undefined if it begins a clause. */
  #glue(word: string, between: string): Glue | undefined {
    const clause = this.#clause ?? [];
    const before = clause.at(-1);
    if (before === undefined) return undefined;
    if (between === ' ') return this.#asked ? '?' : ' ';
    if (LIST_BEGINS.test(between)) {
      this.#inList = true;
      return ':';
    }
    if (this.#inList && LIST_GOES_ON.test(between)) return ',';
    if (ends(between, clause, word, this.#fullStops)) return undefined;
    const separator = glueOf(between, before);
    return this.#asked && !beginsPart(word, separator) ? '?' : separator;
  }

  add(word: string, between: string): void {
    const before = this.#clause?.at(-1);
    const glue = this.#glue(word, between);
    if (glue === undefined) {
      this.#inList = false;
      this.#asked = false;
      this.#clause = [];
      this.clauses.push(this.#clause);
    }
    const mark = word === '?';
    // Only the mark behind a word ends a question: `? bone mets` goes on.
    const separator = glue ?? glueOfFirst(between);
    const isJoined = mark && !beginsPart(word, separator);
    const again = isJoined && before?.text === '?' && glue !== undefined;
    if (!again) addWord(this.#clause ?? [], word, isJoined ? ' ' : separator);
    this.#asked = mark && (again ? this.#asked : between === '' && glue !== undefined);
  }
}

function addWords(folded: string, builder: ClauseBuilder): void {
  let end = 0;
  for (const match of folded.matchAll(WORD)) {
    builder.add(match[0], folded.slice(end, match.index));
    end = match.index + match[0].length;
  }
}

const isLetterOrDigit = (code: number) => (code >= 97 && code <= 122) || (code >= 48 && code <= 57);

/** The same without a regular expression: text is split more often than anything else is done with it. */
function addPlainWords(folded: string, builder: ClauseBuilder): void {
  let end = 0;
  for (let at = 0; at < folded.length; at++) {
    if (!isLetterOrDigit(folded.charCodeAt(at))) continue;
    const start = at;
    while (at < folded.length && isLetterOrDigit(folded.charCodeAt(at))) at++;
    builder.add(folded.slice(start, at), folded.slice(end, start));
    end = at;
  }
}

/** A box that answers the field before it: `Pacemaker: [ ]  Order: NAME`. */
const answerIn = (box: RegExp) => new RegExp(String.raw`(?<=:\s?)(?:${box.source})(?:${END}|${NEXT_FIELD})`, 'gu');
const EMPTY_ANSWER = answerIn(EMPTY_BOX);
const MARKED_ANSWER = answerIn(MARKED_BOX);

/** Sets the boxes of a field apart from what they tick: each thing behind its box, or before it where the last box ends the field. */
function setApart(field: string): string {
  const isBehind = /[\p{L}\p{N}]\s*$/u.test(field.split(BOX)[0] ?? '') && /[\])☐☑☒✗✘✓✔]\s*$/.test(field);
  return field.replace(EMPTY_BOX, isBehind ? ' unchecked; ' : '; unchecked ').replace(MARKED_BOX, '; ');
}

/** Reads the boxes of a form, each line and column by itself. */
function readBoxes(folded: string): string {
  const answered = folded.replace(EMPTY_ANSWER, 'no').replace(MARKED_ANSWER, 'yes');
  return answered.split(FIELD_END).map(setApart).join('');
}

/** Writes the signs and letters with which lists and forms say yes and no as words. */
function spellAnswers(text: string): string {
  let folded = text;
  if (folded.includes('-')) folded = folded.replace(MINUS, 'neg').replace(MINUS_ALONE, ' neg');
  if (folded.includes('+')) folded = folded.replace(SIGNED_MINUS, 'neg ');
  if (LISTED_MINUS.test(folded)) folded = folded.replace(MINUS_BEHIND, ' neg');
  if (folded.includes('+')) folded = folded.replace(PLUS, ' positive ');
  if (folded.includes('0')) folded = folded.replace(FORM_ZERO, 'zero');
  if (folded.includes(' n') || folded.includes('(n')) folded = folded.replace(FORM_NO, 'no');
  return /[[(☐☑☒✗✘✓✔]/.test(folded) ? readBoxes(folded) : folded;
}

/**
 * Splits text into clauses of words. A full stop and a space, a semicolon or a line end closes a clause, a comma or colon
 * does not; the full stop of an abbreviation ends nothing, nor do the lines of a list under a heading, or one that is wrapped.
 */
export function clausesOf(text: string, fullStops = NO_FULL_STOPS): readonly Clause[] {
  let folded = fold(text.includes('\n') ? text.replace(WRAP, ' ') : text);
  if (folded.includes('  ') || folded.includes(' / ')) folded = folded.replace(FIELD_GAP, '   ');
  if (folded.includes(' / ')) folded = folded.replace(FIELD_SLASH, '-');
  if (folded.includes('w/')) folded = folded.replace(WITH, 'with ');
  folded = spellAnswers(folded);
  if (folded.includes('.')) folded = folded.replace(DOTTED, (letters) => letters.replaceAll('.', ''));
  if (!ASCII.test(folded)) folded = folded.replace(EMPTY_SET, 'no');
  const builder = new ClauseBuilder(fullStops);
  if (MARKED.test(folded)) addWords(folded, builder);
  else addPlainWords(folded, builder);
  return builder.clauses;
}
