import { didYouMean } from '../schema/did-you-mean.ts';
import { type Expression, readExpression } from './expression-references.ts';
import { CHOICE, VARIABLE } from './extensions.ts';
import { type FaultList, messageOf } from './fault.ts';
import { type Period, periodOf } from './in-force.ts';
import { type Library, type PlanDefinition, PRIORITIES } from './resource-shapes.ts';

/** Hooks and variables that policies may reference besides the knowledge itself. */
export interface PolicyVocabulary {
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
  /** Reason why this goes beyond the policy's text, if it does. */
  readonly choice?: string;
}

/** One answer a policy can give. */
export interface PolicyAction {
  readonly id: string;
  readonly title: string;
  /** Priority among several findings on one order: the higher comes first. */
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
  /** Topic in a few words. */
  readonly topic: string;
  readonly description: string;
  /** Source documents, for the reader. */
  readonly sources: readonly { readonly display: string; readonly url?: string | undefined }[];
  readonly approvalDate: string | undefined;
  readonly lastReviewDate: string | undefined;
  readonly status: PlanDefinition['status'];
  /** Drafts and retired policies are checked like the others, and judge nothing. */
  readonly isActive: boolean;
  /** Effective period of this version. */
  readonly period: Period;
  /** Conditions on an order to be the policy's subject. */
  readonly scope: readonly NamedExpression[];
  /** Named findings, in the order in which they may use one another. */
  readonly facts: readonly NamedExpression[];
  /** Names of all facts, also of those whose expression is faulty; undefined where more may be meant than are known. */
  readonly factNames: ReadonlySet<string> | undefined;
  /** Tried in order; the first met action answers. */
  readonly actions: readonly PolicyAction[];
}

/** The fact that is met if the version of the policy had ended on the day of the order, whose value is its last day. */
export const ENDED = 'ended';
/** The fact that is met in a card for a CRD client that stands beside coverage information, in which the insurer itself says how it covers the order. */
export const ASSERTED = 'asserted';
/** Facts that every card may ask for. */
export const CARD_FACTS: readonly string[] = [ENDED, ASSERTED];

/** One version among all policies. */
export const versionKey = (id: string, version: string) => `${id}|${version}`;

/** Every expression of a policy: its facts, its scope, and the conditions of its actions. */
export function expressionsOf({ facts, scope, actions }: Policy): readonly NamedExpression[] {
  return [...facts, ...scope, ...actions.flatMap(({ conditions }) => conditions)];
}

type Extensions = readonly { readonly url: string; readonly valueString?: string | undefined }[] | undefined;

/** The reason to go beyond the policy's own text, among the extensions of an element. */
export const choiceIn = (extensions: Extensions) => extensions?.find(({ url }) => url === CHOICE)?.valueString;

const choiceOf = (extensions: Extensions) => {
  const choice = choiceIn(extensions);
  return choice === undefined ? {} : { choice };
};

/** Names, sources, status and effective period of a policy. */
function headOf(resource: PlanDefinition, file: string, faults: FaultList) {
  return {
    id: resource.id,
    file,
    url: resource.url,
    version: resource.version,
    title: resource.title,
    publisher: resource.publisher,
    topic: resource.topic[0]?.text ?? resource.title,
    description: resource.description,
    sources: resource.relatedArtifact ?? [],
    approvalDate: resource.approvalDate,
    lastReviewDate: resource.lastReviewDate,
    status: resource.status,
    isActive: resource.status === 'active',
    period: periodOf(resource.effectivePeriod ?? {}, file, faults),
  };
}

/** A Library by its canonical address, and the file it stands in. */
type Libraries = ReadonlyMap<string, { readonly file: string; readonly resource: Library }>;

/** Dependencies of compiling a PlanDefinition. */
interface PolicyContext {
  readonly vocabulary: PolicyVocabulary;
  readonly libraries: Libraries;
  readonly faults: FaultList;
}

/** The variables that expressions may use. */
interface Known {
  readonly names: Set<string>;
  /** False if a Library is not there, which may define more, or a name stands for two variables, of which one has another. */
  readonly isComplete: boolean;
}

type Compile = (name: string, text: string, element: string, extensions: Extensions) => readonly NamedExpression[];

/** Compiles the expressions of a file. */
function expressionCompiler(file: string, known: Known, faults: FaultList): Compile {
  return (name, text, element, extensions) => {
    try {
      const expression = readExpression(text);
      for (const variable of expression.variables)
        if (known.isComplete && !known.names.has(variable))
          faults.add(file, element, `%${variable} is unknown${didYouMean(variable, known.names)}`);
      for (const path of expression.withoutVariable)
        faults.add(file, element, `${path} stands behind no variable: write %order.${path} if it is the order's`);
      for (const name of expression.clockFunctions)
        faults.add(file, element, `${name} reads the clock, and an order is judged as of its own day`);
      return [{ name, file, element, ...expression, ...choiceOf(extensions) }];
    } catch (error) {
      faults.add(file, element, `no FHIRPath: ${messageOf(error)}`);
      return [];
    }
  };
}

/** The names of the variables that a resource defines, also of those whose expression is faulty. */
function namesDefinedBy({ extension = [] }: Pick<PlanDefinition, 'extension'>): readonly string[] {
  return extension.flatMap(({ valueExpression }) => valueExpression?.name ?? []);
}

/** Compiles the variables of a Library or PlanDefinition in order; each is known to those after it. */
function factsOf(
  { resourceType, extension = [] }: Pick<Library | PlanDefinition, 'resourceType' | 'extension'>,
  file: string,
  known: Known,
  faults: FaultList,
): readonly NamedExpression[] {
  const compile = expressionCompiler(file, known, faults);
  return extension.flatMap(({ url, valueExpression }, at) => {
    const element = `${resourceType}.extension[${at}]`;
    if (url === CHOICE) return [];
    if (url !== VARIABLE || !valueExpression) {
      if (valueExpression) known.names.add(valueExpression.name);
      const hint = didYouMean(url, [VARIABLE, CHOICE]);
      faults.add(file, element, `extension ${url} is unknown or lacks its value${hint}`);
      return [];
    }
    const { name, expression, extension: extensions } = valueExpression;
    if (known.names.has(name) || CARD_FACTS.includes(name)) faults.add(file, element, `%${name} is defined twice`);
    const compiled = compile(name, expression, element, extensions);
    known.names.add(name);
    return compiled;
  });
}

/** True if all variables that the policy may use are known by their names: else one that is unknown is no fault of its own. */
function isCompleteWith(
  resource: PlanDefinition,
  { vocabulary, libraries }: Pick<PolicyContext, 'vocabulary' | 'libraries'>,
): boolean {
  const urls = resource.library ?? [];
  const shared = urls.flatMap((url) => namesDefinedBy(libraries.get(url)?.resource ?? {}));
  const names = [...vocabulary.variables, ...CARD_FACTS, ...shared, ...namesDefinedBy(resource)];
  return urls.every((url) => libraries.has(url)) && new Set(names).size === names.length;
}

/** Compiles a PlanDefinition. Faults are collected, each with the element it is in. */
export function compilePolicy(resource: PlanDefinition, file: string, context: PolicyContext): Policy {
  const { vocabulary, libraries, faults } = context;
  const isComplete = isCompleteWith(resource, { vocabulary, libraries });
  const known = { names: new Set(vocabulary.variables), isComplete };
  const compile = expressionCompiler(file, known, faults);
  const hooksOf = (triggers: readonly { readonly name: string }[] | undefined, path: string) => {
    for (const [at, { name }] of (triggers ?? []).entries())
      if (!vocabulary.hooks.includes(name))
        faults.add(
          file,
          `${path}.trigger[${at}].name`,
          `must be ${vocabulary.hooks.join(' or ')}, not ${name}${didYouMean(name, vocabulary.hooks)}`,
        );
    return triggers?.map(({ name }) => name);
  };
  const conditionsOf = (conditions: PlanDefinition['action'][number]['condition'] | undefined, path: string) =>
    (conditions ?? []).flatMap(({ expression, extension }, at) =>
      compile(
        expression.description ?? expression.name ?? expression.expression,
        expression.expression,
        `${path}.condition[${at}]`,
        extension,
      ),
    );
  const [group] = resource.action;
  const hooks = hooksOf(group?.trigger, 'PlanDefinition.action[0]') ?? [];
  // Before the facts: what decides whether an order is the policy's subject may not build on them.
  const scope = conditionsOf(group?.condition, 'PlanDefinition.action[0]');
  const shared = (resource.library ?? []).flatMap((url, at) => {
    const library = libraries.get(url);
    const hint = didYouMean(url, libraries.keys());
    if (!library) faults.add(file, `PlanDefinition.library[${at}]`, `Library ${url} is unknown${hint}`);
    return library ? [{ file: library.file, facts: factsOf(library.resource, library.file, known, faults) }] : [];
  });
  const facts = [...shared.flatMap((library) => library.facts), ...factsOf(resource, file, known, faults)];
  return {
    ...headOf(resource, file, faults),
    libraries: shared.map((library) => library.file),
    facts,
    factNames: isComplete ? new Set([...facts.map(({ name }) => name), ...namesDefinedBy(resource)]) : undefined,
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
