import { type Form, literalAt, type SyntaxNode } from '../policies/form.ts';
import type { PolicyFunctions } from './functions.ts';
import { askEngine, type Item, type Items, isKindOf, isType, itemsOf, membersOf, without } from './items.ts';
import { boolean, item, not, OPERATORS, textOf, truthOf } from './operators.ts';

/*
 * Most expressions of most policies are simple: a variable compared, codes looked up, something there or not. These are
 * answered here, some fifty times as fast as by the FHIRPath engine. Whatever is not plainly the same, in the expression
 * or in the data, is left to the engine; so a shortcut is never another answer, only a quicker one.
 */

/** What an expression is run with. */
export interface Run {
  readonly environment: Readonly<Record<string, unknown>>;
  /** The literals that its form leaves open. */
  readonly literals: readonly string[];
}

/** Answers an expression with values as the engine would; nothing where only the engine can say. */
export type Shortcut = (focus: unknown, run: Run) => readonly unknown[] | undefined;

/** Part of an expression: from what it is applied to, and `$this`, to what it finds. */
type Part = (input: Items, self: Items, run: Run) => Items;

/** Evaluates a part for a single item, which is then `$this`. */
const each = (part: Part, one: Item, run: Run) => part([one], [one], run);

const where = (input: Items, criterion: Part, run: Run) =>
  input.filter((one) => truthOf(each(criterion, one, run)) === true);

const isTrue = (items: Items) => items.length === 1 && items[0]?.value === true;

type Call = (input: Items, parameters: readonly Part[], self: Items, run: Run) => Items;

/** FHIRPath's functions by name and number of parameters. */
const FUNCTIONS: Readonly<Record<string, Call>> = {
  'exists/0': (input) => boolean(input.length > 0),
  'exists/1': (input, [criterion = askEngine], _self, run) => boolean(where(input, criterion, run).length > 0),
  'empty/0': (input) => boolean(input.length === 0),
  'not/0': (input) => boolean(not(truthOf(input))),
  'first/0': (input) => input.slice(0, 1),
  'where/1': (input, [criterion = askEngine], _self, run) => where(input, criterion, run),
  'select/1': (input, [projection = askEngine], _self, run) => input.flatMap((one) => each(projection, one, run)),
  'exclude/1': (input, [others = askEngine], self, run) => without(input, others(self, self, run)),
  'lower/0': (input) => itemsOf(textOf(input)?.toLowerCase() ?? []),
  'matches/1': (input, [pattern = askEngine], self, run) => {
    const [source, text] = [textOf(pattern(self, self, run)), textOf(input)];
    return boolean(source === undefined || text === undefined ? undefined : new RegExp(source, 'us').test(text));
  },
  'iif/2': (input, [condition = askEngine, then = askEngine], _self, run) =>
    isTrue(condition(input, input, run)) ? then(input, input, run) : [],
  'iif/3': (input, [condition = askEngine, then = askEngine, otherwise = askEngine], _self, run) =>
    (isTrue(condition(input, input, run)) ? then : otherwise)(input, input, run),
};

const isResource = ({ path }: Item) => isKindOf(path, 'Resource');

/** `is` for resources; of elements the engine knows more. */
function isOf(items: Items, type: string): Items {
  const [one, ...more] = items;
  if (!isType(type) || more.length > 0) return askEngine();
  if (one === undefined) return [];
  return isResource(one) && !one.bare ? boolean(isKindOf(one.path, type)) : askEngine();
}

/** `ofType` where all is of this very type; what might be converted is the engine's to say. */
function ofType(items: Items, type: string): Items {
  return isType(type) &&
    items.every(({ path, value, bare: isBare }) => path === type && !isBare && typeof value === 'object')
    ? items
    : askEngine();
}

function variable(name: string, form: Form): Part {
  const at = literalAt(name, form);
  return at === undefined
    ? (_input, _self, { environment }) => (Object.hasOwn(environment, name) ? itemsOf(environment[name]) : askEngine())
    : (_input, _self, { literals }) => itemsOf(literals[at]);
}

/** What compiling needs beside the node. */
interface Tools {
  readonly form: Form;
  readonly policyCalls: Readonly<Record<string, PolicyCall>>;
}

/** This project's functions, by name and number of parameters. */
function policyCalls({
  memberOf,
  namedIn,
  coded,
  named,
  mentioned,
}: PolicyFunctions): Readonly<Record<string, PolicyCall>> {
  return {
    'memberOf/1': (values, [set = '']) => memberOf(values, set),
    'coded/1': (values, [set = '']) => coded(values, set),
    'namedIn/1': (values, [names = '']) => namedIn(values, names),
    'namedIn/2': (values, [names = '', compatible]) => namedIn(values, names, compatible),
    'namedIn/3': (values, [names = '', compatible, qualified]) => namedIn(values, names, compatible, qualified),
    'named/1': (values, [names = '']) => named(values, names),
    'named/2': (values, [names = '', compatible]) => named(values, names, compatible),
    'mentioned/2': (values, [names = '', categories = '']) => mentioned(values, names, categories),
    'mentioned/3': (values, [names = '', categories = '', compatible]) =>
      mentioned(values, names, categories, compatible),
  };
}

type PolicyCall = (values: readonly unknown[], texts: readonly string[]) => readonly unknown[];

/** What our functions are given; numbers the engine gives them in a form of its own. */
const raw = ({ value, path }: Item) => (typeof value === 'number' && path !== undefined ? askEngine() : value);

const bare = (found: Item): Item => ({ ...found, bare: true });

function callOf(node: SyntaxNode, tools: Tools): Part {
  const [identifier, list] = node.children?.[0]?.children ?? [];
  const nodes = list?.children ?? [];
  const name = identifier?.text ?? '';
  if (name === 'ofType' && nodes.length === 1) return (input) => ofType(input, nodes[0]?.text ?? '');
  const parameters = nodes.map((parameter) => partOf(parameter, tools));
  const signature = `${name}/${parameters.length}`;
  const policyCall = tools.policyCalls[signature];
  if (policyCall)
    return (input, self, run) => {
      const texts = parameters.map((parameter) => textOf(parameter(self, self, run)) ?? askEngine());
      return itemsOf(policyCall(input.map(raw), texts)).map(bare);
    };
  const call = Object.hasOwn(FUNCTIONS, signature) ? FUNCTIONS[signature] : undefined;
  return call ? (input, self, run) => call(input, parameters, self, run) : askEngine;
}

function operation(node: SyntaxNode, tools: Tools): Part {
  const operator = OPERATORS[node.text ?? ''];
  const [left = askEngine, right = askEngine] = (node.children ?? []).map((child) => partOf(child, tools));
  return operator ? (_input, self, run) => operator(left(self, self, run), right(self, self, run)) : askEngine;
}

function chain(node: SyntaxNode, tools: Tools): Part {
  const parts = (node.children ?? []).map((child) => partOf(child, tools));
  return (input, self, run) => parts.reduce((found, part) => part(found, self, run), input);
}

/** What a node of the tree does; nodes that are not known here ask the engine, if they are ever reached. */
function partOf(node: SyntaxNode, tools: Tools): Part {
  const [first, second] = node.children ?? [];
  const text = node.text ?? '';
  switch (node.type) {
    case 'EntireExpression':
    case 'TermExpression':
    case 'InvocationTerm':
    case 'LiteralTerm':
    case 'ParenthesizedTerm':
      return first ? partOf(first, tools) : askEngine;
    case 'InvocationExpression':
      return chain(node, tools);
    case 'OrExpression':
    case 'AndExpression':
    case 'EqualityExpression':
    case 'InequalityExpression':
    case 'MembershipExpression':
    case 'UnionExpression':
      return operation(node, tools);
    case 'TypeExpression': {
      const operand = text === 'is' && first ? partOf(first, tools) : askEngine;
      return (_input, self, run) => isOf(operand(self, self, run), second?.text ?? '');
    }
    case 'ExternalConstantTerm':
      return variable(text, tools.form);
    case 'MemberInvocation': {
      const members = membersOf(first?.text ?? '');
      return (input) => members(input);
    }
    case 'FunctionInvocation':
      return callOf(node, tools);
    default:
      return leafOf(node.type, text);
  }
}

function leafOf(type: string, text: string): Part {
  switch (type) {
    case 'ThisInvocation':
      return (_input, self) => self;
    case 'NullLiteral':
      return () => [];
    case 'BooleanLiteral':
      return () => boolean(text === 'true');
    case 'NumberLiteral':
      return /^\d{1,9}$/.test(text) ? () => [item(Number(text))] : askEngine;
    case 'StringLiteral':
      return text.includes('\\') ? askEngine : () => [item(text.slice(1, -1))];
    default:
      return askEngine;
  }
}

/** What an item is to who asked: an element found by its path would lose its place in the model, which the engine keeps. */
function given(found: Item): unknown {
  const isElement = typeof found.value === 'object' && found.path !== undefined && !isResource(found);
  return isElement ? askEngine() : found.value;
}

/** Compiles a form. Never throws: what it does not know it leaves to the engine. */
export function createShortcut(form: Form, functions: PolicyFunctions): Shortcut {
  const part = partOf(form.tree, { form, policyCalls: policyCalls(functions) });
  return (focus, run) => {
    try {
      const self = itemsOf(focus);
      return part(self, self, run).map(given);
    } catch {
      // Also where it failed: how an expression fails is the engine's to say too.
      return undefined;
    }
  };
}
