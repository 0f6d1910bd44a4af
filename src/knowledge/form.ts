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
  /** How many literals were taken out. */
  readonly open: number;
}

/** A literal that is a whole operand: it follows a bracket, a comma, a bar or an equals sign. Others stay in the form. */
const LITERAL = /([(,|=]\s*)?'([^']*)'/g;
/** Beside the literals: where a quote might be part of something else, or a variable be taken for a literal. */
const UNCLEAR = /[`"]|\/\/|\/\*|%_|%'/;
const LIFTED = /^_(\d+)$/;

const forms = new Map<string, Form>();

function formOf(text: string, open: number): Form {
  const key = `${open} ${text}`;
  const form = forms.get(key) ?? { text, open, tree: fhirpath.parse(text) as SyntaxNode };
  forms.set(key, form);
  return form;
}

/** Reads an expression as its form and its literals, in the form's order. Throws the parser's error if it is no FHIRPath. */
export function readForm(text: string): { readonly form: Form; readonly literals: readonly string[] } {
  if (text.includes('\\') || UNCLEAR.test(text.replace(LITERAL, "''"))) return { form: formOf(text, 0), literals: [] };
  const literals: string[] = [];
  const lifted = text.replace(LITERAL, (found, before: string | undefined, value: string) =>
    before === undefined ? found : `${before}%_${literals.push(value) - 1}`,
  );
  try {
    return { form: formOf(lifted, literals.length), literals };
  } catch {
    // The author is told of the text as written.
    return { form: formOf(text, 0), literals: [] };
  }
}

/** Which literal a variable of a form stands for, from 0; nothing if it is a variable of its own. */
export function literalAt(variable: string, { open }: Form): number | undefined {
  const at = Number(LIFTED.exec(variable)?.[1] ?? open);
  return at < open ? at : undefined;
}
