import { type Expression, readExpression } from './expression-references.ts';
import { CHOICE, VARIABLE } from './extensions.ts';
import { type FaultList, reasonOf } from './fault.ts';
import { type Library, type PlanDefinition, PRIORITIES } from './resource-schema.ts';

/** What policies may refer to beside the knowledge itself. */
export interface Vocabulary {
  /** Names of the hooks that may stand in a trigger. */
  readonly hooks: readonly string[];
  /** Names of the variables that expressions may use. */
  readonly variables: readonly string[];
}

/** An expression of a policy, with the element it stands in. */
export interface NamedExpression extends Expression {
  readonly name: string;
  readonly file: string;
  readonly element: string;
  /** Why this goes beyond the policy's text, if it does. */
  readonly choice?: string;
}

/** One answer a policy can give. */
export interface Action {
  readonly id: string;
  readonly title: string;
  /** Which of several findings on one order comes first: the higher. */
  readonly priority: number;
  readonly hooks: readonly string[];
  /** All must be met; an action without conditions always is. */
  readonly conditions: readonly NamedExpression[];
  /** Path of the card template. */
  readonly card: string;
  readonly choice?: string;
}

/** A coverage policy: whom it concerns, what it asks, in which order it answers. */
export interface Policy {
  readonly id: string;
  readonly file: string;
  /** Files of the Libraries whose variables it uses. */
  readonly libraries: readonly string[];
  readonly url: string;
  readonly version: string;
  readonly title: string;
  readonly publisher: string;
  /** When this version is or was in force, YYYY-MM-DD, as far as it says so. */
  readonly period: { readonly start?: string | undefined; readonly end?: string | undefined };
  /** Drafts and retired policies are checked like the others, and judge nothing. */
  readonly isActive: boolean;
  /** Whether an order is the policy's subject at all. */
  readonly scope: readonly NamedExpression[];
  /** Named findings, in the order in which they may use one another. */
  readonly facts: readonly NamedExpression[];
  /** Tried in order; the first met action answers. */
  readonly actions: readonly Action[];
}

/** Every expression of a policy: its facts, its scope, and the conditions of its actions. */
export function expressionsOf({ facts, scope, actions }: Policy): readonly NamedExpression[] {
  return [...facts, ...scope, ...actions.flatMap(({ conditions }) => conditions)];
}

type Extensions = readonly { readonly url: string; readonly valueString?: string | undefined }[] | undefined;

const choiceOf = (extensions: Extensions) => {
  const choice = extensions?.find(({ url }) => url === CHOICE)?.valueString;
  return choice === undefined ? {} : { choice };
};

/** A Library by its canonical address, and the file it stands in. */
export type Libraries = ReadonlyMap<string, { readonly file: string; readonly resource: Library }>;

/** What compiling a PlanDefinition needs beside it. */
export interface PolicyContext {
  readonly vocabulary: Vocabulary;
  readonly libraries: Libraries;
  readonly faults: FaultList;
}

type Compile = (name: string, text: string, element: string, extensions: Extensions) => readonly NamedExpression[];

/** Compiles the expressions of a file; `known` are the variables that they may use. */
function expressionCompiler(file: string, known: ReadonlySet<string>, faults: FaultList): Compile {
  return (name, text, element, extensions) => {
    try {
      const expression = readExpression(text);
      for (const variable of expression.variables)
        if (!known.has(variable)) faults.add(file, element, `%${variable} is unknown`);
      return [{ name, file, element, ...expression, ...choiceOf(extensions) }];
    } catch (error) {
      faults.add(file, element, `no FHIRPath: ${reasonOf(error)}`);
      return [];
    }
  };
}

/** Compiles the variables of a Library or PlanDefinition in order; each is known to those after it. */
function factsOf(
  { resourceType, extension = [] }: Pick<Library | PlanDefinition, 'resourceType' | 'extension'>,
  file: string,
  known: Set<string>,
  faults: FaultList,
): readonly NamedExpression[] {
  const compile = expressionCompiler(file, known, faults);
  return extension.flatMap(({ url, valueExpression }, at) => {
    const element = `${resourceType}.extension[${at}]`;
    if (url === CHOICE) return [];
    if (url !== VARIABLE || !valueExpression) {
      faults.add(file, element, `extension ${url} is unknown or lacks its value`);
      return [];
    }
    const { name, expression, extension: extensions } = valueExpression;
    if (known.has(name)) faults.add(file, element, `%${name} is defined twice`);
    const compiled = compile(name, expression, element, extensions);
    known.add(name);
    return compiled;
  });
}

/** Compiles a PlanDefinition. Faults are collected, each with the element it is in. */
export function compilePolicy(
  resource: PlanDefinition,
  file: string,
  { vocabulary, libraries, faults }: PolicyContext,
): Policy {
  const known = new Set(vocabulary.variables);
  const compile = expressionCompiler(file, known, faults);
  const hooksOf = (triggers: readonly { readonly name: string }[] | undefined, path: string) => {
    for (const [at, { name }] of (triggers ?? []).entries())
      if (!vocabulary.hooks.includes(name))
        faults.add(file, `${path}.trigger[${at}].name`, `must be ${vocabulary.hooks.join(' or ')}, not ${name}`);
    return triggers?.map(({ name }) => name);
  };
  const conditionsOf = (conditions: PlanDefinition['action'][number]['condition'] | undefined, path: string) =>
    (conditions ?? []).flatMap(({ expression, extension }, at) =>
      compile(expression.name ?? expression.expression, expression.expression, `${path}.condition[${at}]`, extension),
    );
  const [group] = resource.action;
  const hooks = hooksOf(group?.trigger, 'PlanDefinition.action[0]') ?? [];
  // Before the facts: what decides whether an order is the policy's subject may not build on them.
  const scope = conditionsOf(group?.condition, 'PlanDefinition.action[0]');
  const shared = (resource.library ?? []).flatMap((url, at) => {
    const library = libraries.get(url);
    if (!library) faults.add(file, `PlanDefinition.library[${at}]`, `Library ${url} is unknown`);
    return library ? [{ file: library.file, facts: factsOf(library.resource, library.file, known, faults) }] : [];
  });
  const facts = [...shared.flatMap((library) => library.facts), ...factsOf(resource, file, known, faults)];
  return {
    id: resource.id,
    file,
    libraries: shared.map((library) => library.file),
    url: resource.url,
    version: resource.version,
    title: resource.title,
    publisher: resource.publisher,
    period: resource.effectivePeriod ?? {},
    isActive: resource.status === 'active',
    facts,
    scope,
    actions: (group?.action ?? []).map((action, at) => ({
      id: action.id,
      title: action.title,
      priority: PRIORITIES.indexOf(action.priority ?? 'routine'),
      hooks: hooksOf(action.trigger, `PlanDefinition.action[0].action[${at}]`) ?? hooks,
      conditions: conditionsOf(action.condition, `PlanDefinition.action[0].action[${at}]`),
      card: action.definitionUri,
      ...choiceOf(action.extension),
    })),
  };
}
