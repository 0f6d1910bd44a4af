import fhirpath from 'fhirpath';

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

/** The strings a variable is compared with by `=` or `!=`. */
function comparedWith(variable: string, nodes: readonly SyntaxNode[]): readonly string[] {
  const comparisons = nodes.filter(({ type }) => type === 'EqualityExpression').map((node) => [...nodesOf(node)]);
  return comparisons
    .filter((parts) => parts.some((part) => variableOf(part).includes(variable)))
    .flatMap((parts) =>
      parts.filter(({ type }) => type === 'StringLiteral').map(({ text }) => text?.slice(1, -1) ?? ''),
    );
}

/** Parses an expression and lists what it refers to. Throws the parser's error if it is no FHIRPath. */
export function readExpression(text: string): Expression {
  const nodes = [...nodesOf(fhirpath.parse(text) as SyntaxNode)];
  const calls = (name: string) => nodes.map((node) => argumentsOf(node, name)).filter((found) => found !== undefined);
  const named = [...calls('namedIn'), ...calls('named')];
  return {
    text,
    variables: [...new Set(nodes.flatMap(variableOf))],
    valueSets: [...new Set([...calls('memberOf'), ...calls('coded')].flat())],
    companionSets: [...new Set(named.flatMap(([, ...sets]) => sets))],
    nameSystems: [...new Set(named.flatMap(([system]) => system ?? []))],
    payers: comparedWith('payer', nodes),
  };
}
