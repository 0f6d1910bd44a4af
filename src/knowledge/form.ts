import fhirpath from 'fhirpath';

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
}

/** A literal that is a whole operand: it follows a bracket, a comma, a bar or an equals sign. Others stay in the form. */
const LITERAL = /([(,|=]\s*)?'([^']*)'/g;
/** Beside the literals: where a quote might be part of something else, or a variable be taken for a literal. */
const UNCLEAR = /[`"]|\/\/|\/\*|%_|%'/;
const LIFTED = /^_(\d+)$/;

const forms = new Map<string, Form>();

function formOf(text: string): Form {
  const form = forms.get(text) ?? { text, tree: fhirpath.parse(text) as SyntaxNode };
  forms.set(text, form);
  return form;
}

/** Reads an expression as its form and its literals, in the form's order. Throws the parser's error if it is no FHIRPath. */
export function readForm(text: string): { readonly form: Form; readonly literals: readonly string[] } {
  if (text.includes('\\') || UNCLEAR.test(text.replace(LITERAL, "''"))) return { form: formOf(text), literals: [] };
  const literals: string[] = [];
  const lifted = text.replace(LITERAL, (whole, before: string | undefined, value: string) =>
    before === undefined ? whole : `${before}%_${literals.push(value) - 1}`,
  );
  try {
    return { form: formOf(lifted), literals };
  } catch {
    // The author is told of the text as written.
    return { form: formOf(text), literals: [] };
  }
}

/** Which of the literals a variable of a form stands for, from 0; nothing if it is a variable of its own. */
export function literalAt(variable: string, literals: readonly string[]): number | undefined {
  const at = Number(LIFTED.exec(variable)?.[1] ?? Number.NaN);
  return at < literals.length ? at : undefined;
}
