import fhirpath from 'fhirpath';

/** A FHIRPath expression and what it refers to, read from its syntax tree. */
export interface Expression {
  readonly text: string;
  /** Names of the `%variables` it uses. */
  readonly variables: readonly string[];
  /** Canonical addresses in `memberOf('…')` and in the second and third place of `namedIn(…)`. */
  readonly valueSets: readonly string[];
  /** Canonical addresses in the first place of `namedIn('…')`. */
  readonly nameSystems: readonly string[];
}

interface SyntaxNode {
  readonly type: string;
  readonly text?: string;
  readonly children?: readonly SyntaxNode[];
}

function* nodesOf(node: SyntaxNode): Generator<SyntaxNode> {
  yield node;
  for (const child of node.children ?? []) yield* nodesOf(child);
}

function variableOf(node: SyntaxNode): readonly string[] {
  return node.type === 'ExternalConstant' ? (node.children ?? []).flatMap(({ text }) => text ?? []) : [];
}

function argumentsOf(node: SyntaxNode, name: string): readonly string[] | undefined {
  const [identifier, parameters] = node.children ?? [];
  if (node.type !== 'Functn' || identifier?.text !== name) return undefined;
  return (parameters?.children ?? []).map((parameter) => {
    const literal = [...nodesOf(parameter)].find(({ type }) => type === 'StringLiteral');
    return literal?.text?.slice(1, -1) ?? '';
  });
}

/** Parses an expression and lists what it refers to. Throws the parser's error if it is no FHIRPath. */
export function readExpression(text: string): Expression {
  const nodes = [...nodesOf(fhirpath.parse(text) as SyntaxNode)];
  const calls = (name: string) => nodes.map((node) => argumentsOf(node, name)).filter((found) => found !== undefined);
  const named = calls('namedIn');
  return {
    text,
    variables: [...new Set(nodes.flatMap(variableOf))],
    valueSets: [...new Set([...calls('memberOf').flat(), ...named.flatMap(([, ...sets]) => sets)])],
    nameSystems: [...new Set(named.flatMap(([system]) => system ?? []))],
  };
}
