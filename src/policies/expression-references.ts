import fhirpath from 'fhirpath';
import { memoize } from '../matching/memoize.ts';

/** A FHIRPath expression and what it refers to, read from its syntax tree. */
export interface Expression {
  readonly text: string;
  /** Names of the `%variables` it uses. */
  readonly variables: readonly string[];
  /** Names of the variables that stand before `not()` or `empty()`: the expression may be met because nothing was found. */
  readonly denied: readonly string[];
  /** Canonical addresses in `memberOf('…')` and `coded('…')`. */
  readonly valueSets: readonly string[];
  /** Canonical addresses in the second place of `namedIn(…)` and `named(…)`, in the third of `mentioned(…)`: codes beside which a name counts. */
  readonly compatibleSets: readonly string[];
  /** Canonical addresses in the third place of `namedIn(…)`: codes that ask for a name. */
  readonly qualifiedSets: readonly string[];
  /** Canonical addresses in the first place of `namedIn('…')`, `named('…')` and `mentioned('…')`. */
  readonly nameSystems: readonly string[];
  /** The values that `%payer` is compared with. */
  readonly payers: readonly string[];
  /** Regular expressions written out in `matches('…')` and its kin. */
  readonly patterns: readonly string[];
  /** All strings written out in it. */
  readonly strings: readonly string[];
  /** Paths and functions that no variable stands before: they read whatever the expression is evaluated on. */
  readonly withoutVariable: readonly string[];
  /** The functions in it that read the clock of the machine. */
  readonly clockFunctions: readonly string[];
}

/** A node of FHIRPath's syntax tree. */
interface SyntaxNode {
  readonly type: string;
  readonly text?: string;
  readonly delimitedText?: string;
  readonly children?: readonly SyntaxNode[];
}

function* nodesOf(node: SyntaxNode): Generator<SyntaxNode> {
  yield node;
  for (const child of node.children ?? []) yield* nodesOf(child);
}

function variableOf({ type, children = [] }: SyntaxNode): string | undefined {
  return type === 'ExternalConstant' ? children[0]?.text : undefined;
}

/** The strings written out among the nodes, without their quotes. */
function textsIn(nodes: readonly SyntaxNode[]): readonly string[] {
  return nodes.flatMap(({ type, text, delimitedText }) =>
    type === 'StringLiteral' ? [delimitedText ?? text?.slice(1, -1) ?? ''] : [],
  );
}

const DENIALS = new Set(['not', 'empty']);
const CLOCK = new Set(['today', 'now', 'timeOfDay']);
/** Functions whose parameters are evaluated on the items that they are called on, or name a type. */
const OWN_INPUT = new Set(['where', 'select', 'repeat', 'all', 'exists', 'aggregate', 'iif', 'ofType', 'is', 'as']);

/** The function that an invocation ends in, if it is one. */
function invoked(node: SyntaxNode | undefined): string | undefined {
  const functn = node?.type === 'FunctionInvocation' ? node.children?.[0] : undefined;
  return functn?.children?.[0]?.text;
}

/** The variables in what `not()` or `empty()` is asked of. Within `where(…)` they speak of the items, which are found or not. */
function deniedIn({ type, children = [] }: SyntaxNode): readonly string[] {
  const [receiver, invocation] = children;
  if (type !== 'InvocationExpression' || !receiver || !DENIALS.has(invoked(invocation) ?? '')) return [];
  return [...nodesOf(receiver)].flatMap((node) => variableOf(node) ?? []);
}

/** The nodes that are evaluated on what the whole expression is. */
function* nodesOnInput(node: SyntaxNode): Generator<SyntaxNode> {
  yield node;
  const { type, children = [] } = node;
  if (type === 'Functn' && OWN_INPUT.has(children[0]?.text ?? '')) return;
  for (const child of children) yield* nodesOnInput(child);
}

/** The path or function that a term begins with, unless a function that needs no input. */
function pathOf({ type, children: [begin] = [] }: SyntaxNode): readonly string[] {
  if (type !== 'InvocationTerm' || !begin) return [];
  const name = invoked(begin);
  if (name === undefined) return [begin.text ?? '$this'];
  return name === 'iif' || CLOCK.has(name) ? [] : [`${name}()`];
}

interface Call {
  readonly name: string;
  /** The first string of each parameter; empty where it holds none. */
  readonly texts: readonly string[];
}

function callIn({ type, children = [] }: SyntaxNode): readonly Call[] {
  const [identifier, parameters] = children;
  if (type !== 'Functn') return [];
  const texts = (parameters?.children ?? []).map((parameter) => textsIn([...nodesOf(parameter)])[0] ?? '');
  return [{ name: identifier?.text ?? '', texts }];
}

/** The strings a variable is compared with by `=` or `!=`. */
function comparedWith(variable: string, nodes: readonly SyntaxNode[]): readonly string[] {
  const comparisons = nodes.filter(({ type }) => type === 'EqualityExpression').map((node) => [...nodesOf(node)]);
  return comparisons.filter((parts) => parts.some((part) => variableOf(part) === variable)).flatMap(textsIn);
}

/** Number of expressions that are memoized: policies share those of libraries, and a reload reads most of them again. */
const MOST_EXPRESSIONS = 10_000;

/** All ValueSets that an expression refers to. */
export function valueSetsOf({ valueSets, compatibleSets, qualifiedSets }: Expression): readonly string[] {
  return [...valueSets, ...compatibleSets, ...qualifiedSets];
}

/** Parses an expression and lists what it refers to. Throws the parser's error if it is no FHIRPath. */
export const readExpression = memoize(MOST_EXPRESSIONS, (text: string): Expression => {
  const tree = fhirpath.parse(text) as SyntaxNode;
  const nodes = [...nodesOf(tree)];
  const calls = nodes.flatMap(callIn);
  const textsOf = (...names: readonly string[]) =>
    calls.filter(({ name }) => names.includes(name)).map(({ texts }) => texts);
  const mentioned = textsOf('mentioned').map(([system = '', , ...sets]) => [system, ...sets]);
  const named = [...textsOf('namedIn', 'named'), ...mentioned];
  return {
    text,
    variables: [...new Set(nodes.map(variableOf).filter((variable) => variable !== undefined))],
    denied: [...new Set(nodes.flatMap(deniedIn))],
    valueSets: [...new Set(textsOf('memberOf', 'coded').flat())],
    compatibleSets: [...new Set(named.flatMap(([, compatible]) => compatible ?? []))],
    qualifiedSets: [...new Set(named.flatMap(([, , qualified]) => qualified ?? []))],
    nameSystems: [...new Set(named.flatMap(([system]) => system ?? []))],
    payers: comparedWith('payer', nodes),
    patterns: textsOf('matches', 'matchesFull', 'replaceMatches').flatMap(([pattern]) => pattern ?? []),
    strings: textsIn(nodes),
    withoutVariable: [...nodesOnInput(tree)].flatMap(pathOf),
    clockFunctions: calls.flatMap(({ name }) => (CLOCK.has(name) ? [`${name}()`] : [])),
  };
});
