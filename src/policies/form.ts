import fhirpath from 'fhirpath';
import { remember } from './remember.ts';

/** A node of FHIRPath's syntax tree. */
export interface SyntaxNode {
  readonly type: string;
  readonly text?: string;
  readonly delimitedText?: string;
  readonly children?: readonly SyntaxNode[];
}

/**
 * What is left of an expression when its string literals are taken out and stand as variables `%_0`, `%_1`, … Policies
 * differ in codes and names and hardly in form, so that parsing ten thousand of them costs little more than parsing one.
 */
export interface Form {
  readonly text: string;
  readonly tree: SyntaxNode;
  /** How many literals were taken out. */
  readonly open: number;
}

/** A literal that is a whole operand: it follows a bracket, a comma, a bar or an equals sign. Others stay in the form. */
const LITERAL = /([(,|=]\s*)?'([^']*)'/g;
/** Anywhere: a literal that does not say its characters, or what might be taken for a lifted one. */
const MISLEADING = /\\|%_/;
/** Beside the literals: where a quote might be part of something else. */
const UNCLEAR = /[`"]|\/\/|\/\*|%'/;
const LIFTED = /^_(\d+)$/;

/** Many times as many as there are turns of phrase; what is forgotten is parsed again. */
const MOST_FORMS = 10_000;
const parse = (text: string) => fhirpath.parse(text) as SyntaxNode;
const wholeForm = remember(MOST_FORMS, (text: string): Form => ({ text, open: 0, tree: parse(text) }));
const liftedForm = remember(
  MOST_FORMS,
  (text: string): Form => ({ text, open: text.split('%_').length - 1, tree: parse(text) }),
);

/** Reads an expression as its form and its literals, in the form's order. Throws the parser's error if it is no FHIRPath. */
export function readForm(text: string): { readonly form: Form; readonly literals: readonly string[] } {
  if (MISLEADING.test(text) || UNCLEAR.test(text.replace(LITERAL, "''")))
    return { form: wholeForm(text), literals: [] };
  const literals: string[] = [];
  const lifted = text.replace(LITERAL, (found, before: string | undefined, value: string) =>
    before === undefined ? found : `${before}%_${literals.push(value) - 1}`,
  );
  try {
    return { form: liftedForm(lifted), literals };
  } catch {
    // The author is told of the text as written.
    return { form: wholeForm(text), literals: [] };
  }
}

/** Which literal a variable of a form stands for, from 0; nothing if it is a variable of its own. */
export function literalAt(variable: string, { open }: Form): number | undefined {
  const at = Number(LIFTED.exec(variable)?.[1] ?? open);
  return at < open ? at : undefined;
}
