import { type Form, literalAt, readForm, type SyntaxNode } from './form.ts';

/** A FHIRPath expression and what it refers to, read from its syntax tree. */
export interface Expression {
  readonly text: string;
  /** Names of the `%variables` it uses. */
  readonly variables: readonly string[];
  /** Canonical addresses in `memberOf('…')` and `coded('…')`. */
  readonly valueSets: readonly string[];
  /** Canonical addresses in the second and third place of `namedIn(…)` and `named(…)`: codes beside which a name counts. */
  readonly companionSets: readonly string[];
  /** Canonical addresses in the first place of `namedIn('…')` and `named('…')`. */
  readonly nameSystems: readonly string[];
  /** What `%payer` is compared with. */
  readonly payers: readonly string[];
}

function* nodesOf(node: SyntaxNode): Generator<SyntaxNode> {
  yield node;
  for (const child of node.children ?? []) yield* nodesOf(child);
}

function variableOf({ type, children = [] }: SyntaxNode): string | undefined {
  return type === 'ExternalConstant' ? children[0]?.text : undefined;
}

/** A string of an expression: as it stands in the form, or the place of the literal that was taken out. */
type Text = string | number;

/** What the expressions of a form refer to. */
interface Outline {
  readonly variables: readonly string[];
  /** Calls by the name of the function, each with its parameters' strings. */
  readonly calls: ReadonlyMap<string, readonly (readonly Text[])[]>;
  /** The strings that `%payer` is compared with. */
  readonly payers: readonly Text[];
}

function textsIn(nodes: readonly SyntaxNode[], form: Form): readonly Text[] {
  const texts = nodes.map((node) =>
    node.type === 'StringLiteral' ? node.text?.slice(1, -1) : literalAt(variableOf(node) ?? '', form),
  );
  return texts.filter((text) => text !== undefined);
}

function callIn({ type, children = [] }: SyntaxNode, form: Form) {
  const [identifier, parameters] = children;
  if (type !== 'Functn') return [];
  const texts = (parameters?.children ?? []).map((parameter) => textsIn([...nodesOf(parameter)], form)[0] ?? '');
  return [{ name: identifier?.text ?? '', texts }];
}

/** The strings a variable is compared with by `=` or `!=`. */
function comparedWith(variable: string, nodes: readonly SyntaxNode[], form: Form): readonly Text[] {
  const comparisons = nodes.filter(({ type }) => type === 'EqualityExpression').map((node) => [...nodesOf(node)]);
  return comparisons
    .filter((parts) => parts.some((part) => variableOf(part) === variable))
    .flatMap((parts) => textsIn(parts, form));
}

function outline(form: Form): Outline {
  const nodes = [...nodesOf(form.tree)];
  const variables = nodes.map(variableOf).filter((variable) => variable !== undefined);
  const calls = Map.groupBy(
    nodes.flatMap((node) => callIn(node, form)),
    ({ name }) => name,
  );
  return {
    variables: [...new Set(variables)].filter((variable) => literalAt(variable, form) === undefined),
    calls: new Map([...calls].map(([name, theirs]) => [name, theirs.map(({ texts }) => texts)])),
    payers: comparedWith('payer', nodes, form),
  };
}

const outlines = new WeakMap<Form, Outline>();

/** Parses an expression and lists what it refers to. Throws the parser's error if it is no FHIRPath. */
export function readExpression(text: string): Expression {
  const { form, literals } = readForm(text);
  const { variables, calls, payers } = outlines.get(form) ?? outline(form);
  outlines.set(form, { variables, calls, payers });
  const filled = (texts: readonly Text[]) =>
    texts.map((each) => (typeof each === 'number' ? (literals[each] ?? '') : each));
  const callsOf = (...names: readonly string[]) =>
    names.flatMap((name) => (calls.get(name) ?? []).map((texts) => filled(texts)));
  const mentioned = callsOf('mentioned').map(([system = '', , ...sets]) => [system, ...sets]);
  const named = [...callsOf('namedIn', 'named'), ...mentioned];
  return {
    text,
    variables,
    valueSets: [...new Set(callsOf('memberOf', 'coded').flat())],
    companionSets: [...new Set(named.flatMap(([, ...sets]) => sets))],
    nameSystems: [...new Set(named.flatMap(([system]) => system ?? []))],
    payers: filled(payers),
  };
}
