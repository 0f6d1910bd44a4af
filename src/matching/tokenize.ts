/** One word of clinical text, folded for comparison. */
export interface Word {
  readonly text: string;
  /** What joins it to the word before: `VAX-D` is one name, `vax d/t age` is not; a comma ends what a denial can reach. */
  readonly glue: ' ' | '-' | '/' | ',';
}

/** Words that belong to one statement: no name and no negation reaches beyond it. */
export type Clause = readonly Word[];

const MARKS = /[®™©℠]|\((?:r|tm|c)\)/gi;
const HYPHENS = /[\u2010-\u2015\u2212]/g;
const APOSTROPHES = /['’‘`]/g;
const WORD = /[\p{L}\p{N}]+/gu;
const CLAUSE_END = /[;!?\n\r•]|\.\s/;

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
  return bare.replace(APOSTROPHES, '').toLowerCase();
}

function glueOf(between: string): Word['glue'] {
  if (between === '-' || between === '/') return between;
  return between.includes(',') ? ',' : ' ';
}

/** Splits text into clauses of words. A full stop, semicolon or line end closes a clause; a comma or colon does not. */
export function clausesOf(text: string): readonly Clause[] {
  const folded = fold(text);
  const clauses: Word[][] = [];
  let clause: Word[] | undefined;
  let end = 0;
  for (const match of folded.matchAll(WORD)) {
    const between = folded.slice(end, match.index);
    if (!clause || (between !== ' ' && CLAUSE_END.test(between))) {
      clause = [];
      clauses.push(clause);
    }
    clause.push({ text: match[0], glue: glueOf(between) });
    end = match.index + match[0].length;
  }
  return clauses;
}
