import { type Expression, readExpression } from './expression-references.ts';
import { CHOICE, VARIABLE } from './extensions.ts';
import { type FaultList, reasonOf } from './fault.ts';
import type { PlanDefinition } from './resource-schema.ts';

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
  readonly element: string;
  /** Why this goes beyond the policy's text, if it does. */
  readonly choice?: string;
}

/** One answer a policy can give. */
export interface Action {
  readonly id: string;
  readonly title: string;
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

/** Compiles a PlanDefinition. Faults are collected, each with the element it is in. */
export function compilePolicy(
  resource: PlanDefinition,
  file: string,
  { hooks: offered, variables }: Vocabulary,
  faults: FaultList,
): Policy {
  const known = new Set(variables);
  const hooksOf = (triggers: readonly { readonly name: string }[] | undefined, path: string) => {
    for (const [at, { name }] of (triggers ?? []).entries())
      if (!offered.includes(name))
        faults.add(file, `${path}.trigger[${at}].name`, `must be ${offered.join(' or ')}, not ${name}`);
    return triggers?.map(({ name }) => name);
  };
  const compile = (name: string, text: string, element: string, extensions: Extensions): readonly NamedExpression[] => {
    try {
      const expression = readExpression(text);
      for (const variable of expression.variables)
        if (!known.has(variable)) faults.add(file, element, `%${variable} is unknown`);
      return [{ name, element, ...expression, ...choiceOf(extensions) }];
    } catch (error) {
      faults.add(file, element, `no FHIRPath: ${reasonOf(error)}`);
      return [];
    }
  };
  const conditionsOf = (conditions: PlanDefinition['action'][number]['condition'] | undefined, path: string) =>
    (conditions ?? []).flatMap(({ expression, extension }, at) =>
      compile(expression.name ?? expression.expression, expression.expression, `${path}.condition[${at}]`, extension),
    );
  const [group] = resource.action;
  const hooks = hooksOf(group?.trigger, 'PlanDefinition.action[0]') ?? [];
  // Before the facts: what decides whether an order is the policy's subject may not build on them.
  const scope = conditionsOf(group?.condition, 'PlanDefinition.action[0]');
  const facts = (resource.extension ?? []).flatMap(({ url, valueExpression }, at) => {
    if (url === CHOICE) return [];
    if (url !== VARIABLE || !valueExpression) {
      faults.add(file, `PlanDefinition.extension[${at}]`, `extension ${url} is unknown or lacks its value`);
      return [];
    }
    const { name, expression, extension } = valueExpression;
    const element = `PlanDefinition.extension[${at}]`;
    if (known.has(name)) faults.add(file, element, `%${name} is defined twice`);
    const compiled = compile(name, expression, element, extension);
    known.add(name);
    return compiled;
  });
  return {
    id: resource.id,
    file,
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
      hooks: hooksOf(action.trigger, `PlanDefinition.action[0].action[${at}]`) ?? hooks,
      conditions: conditionsOf(action.condition, `PlanDefinition.action[0].action[${at}]`),
      card: action.definitionUri,
      ...choiceOf(action.extension),
    })),
  };
}
