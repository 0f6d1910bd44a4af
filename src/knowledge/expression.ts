import { literalAt, readForm, type SyntaxNode } from './form.ts';

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

/** What a node says, if it is a string literal, in the form or lifted out of it. */
function literalOf(node: SyntaxNode, literals: readonly string[]): string | undefined {
  if (node.type === 'StringLiteral') return node.text?.slice(1, -1);
  const at = literalAt(variableOf(node) ?? '', literals);
  return at === undefined ? undefined : literals[at];
}

const literalsIn = (nodes: readonly SyntaxNode[], literals: readonly string[]) =>
  nodes.map((node) => literalOf(node, literals)).filter((literal) => literal !== undefined);

function argumentsOf(node: SyntaxNode, name: string, literals: readonly string[]): readonly string[] | undefined {
  const [identifier, parameters] = node.children ?? [];
  if (node.type !== 'Functn' || identifier?.text !== name) return undefined;
  return (parameters?.children ?? []).map((parameter) => literalsIn([...nodesOf(parameter)], literals)[0] ?? '');
}

/** The strings a variable is compared with by `=` or `!=`. */
function comparedWith(variable: string, nodes: readonly SyntaxNode[], literals: readonly string[]): readonly string[] {
  const comparisons = nodes.filter(({ type }) => type === 'EqualityExpression').map((node) => [...nodesOf(node)]);
  return comparisons
    .filter((parts) => parts.some((part) => variableOf(part) === variable))
    .flatMap((parts) => literalsIn(parts, literals));
}

/** Parses an expression and lists what it refers to. Throws the parser's error if it is no FHIRPath. */
export function readExpression(text: string): Expression {
  const { form, literals } = readForm(text);
  const nodes = [...nodesOf(form.tree)];
  const calls = (name: string) =>
    nodes.map((node) => argumentsOf(node, name, literals)).filter((found) => found !== undefined);
  const named = [...calls('namedIn'), ...calls('named')];
  const variables = nodes.map(variableOf).filter((variable) => variable !== undefined);
  return {
    text,
    variables: [...new Set(variables)].filter((variable) => literalAt(variable, literals) === undefined),
    valueSets: [...new Set([...calls('memberOf'), ...calls('coded')].flat())],
    companionSets: [...new Set(named.flatMap(([, ...sets]) => sets))],
    nameSystems: [...new Set(named.flatMap(([system]) => system ?? []))],
    payers: comparedWith('payer', nodes, literals),
  };
}
