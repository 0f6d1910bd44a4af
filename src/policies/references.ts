import { didYouMean } from '../schema/did-you-mean.ts';
import type { CardTemplate } from './card-template.ts';
import { checkTemplate } from './check-template.ts';
import { valueSetsOf } from './expression-references.ts';
import type { FaultList } from './fault.ts';
import { OTHER_PAYER, SEVERAL_PAYERS } from './payer.ts';
import { CARD_FACTS, expressionsOf, type Policy } from './policy.ts';

/** The resources that a policy may refer to. */
export interface Known {
  readonly sets: ReadonlyMap<string, { readonly enumerable: boolean }>;
  readonly names: ReadonlySet<string>;
  readonly payers: ReadonlySet<string>;
  readonly cards: ReadonlyMap<string, CardTemplate>;
  readonly reasons: ReadonlySet<string>;
  /** Names, addresses and ids of files whose form is wrong: what refers to them is no fault of its own. */
  readonly broken: ReadonlySet<string>;
  /** Files of ValueSets and names in which TO_DO stands, by address. */
  readonly unfinished: ReadonlyMap<string, string>;
}

/** Placeholder that `policies new` writes for the owner to replace. */
export const TO_DO = 'TO DO';
const UNFINISHED = `the policy is active, and ${TO_DO} still stands in its words`;
/** Values of `%payer` besides the ids of payers. */
const NO_ONE_PAYER = new Set([OTHER_PAYER, SEVERAL_PAYERS]);
const SCOPE = 'PlanDefinition.action[0].condition';

type Names = Pick<ReadonlySet<string>, 'has' | 'keys'>;

/** Each reference that is in none of the known names, with the nearest of these. */
function unknownAmong(references: readonly string[], ...known: readonly Names[]): readonly string[] {
  return references
    .filter((reference) => !known.some((names) => names.has(reference)))
    .map(
      (reference) =>
        `${reference} is unknown${didYouMean(
          reference,
          known.flatMap((names) => [...names.keys()]),
        )}`,
    );
}

function checkVocabulary(policy: Policy, { sets, names, payers, broken }: Known, faults: FaultList): void {
  for (const expression of expressionsOf(policy)) {
    const { file, element, nameSystems, payers: compared } = expression;
    const unknown = [
      ...unknownAmong(valueSetsOf(expression), sets, broken).map((what) => `ValueSet ${what}`),
      ...unknownAmong(nameSystems, names, broken).map((what) => `names CodeSystem ${what}`),
      ...unknownAmong(compared, payers, NO_ONE_PAYER, broken).map((what) => `payer ${what}`),
    ];
    for (const what of unknown) faults.add(file, element, what);
  }
}

/** An order is found by the codes and names of the scope, so these must be there, one by one. */
function checkScope({ file, scope }: Policy, { sets, broken }: Known, faults: FaultList): void {
  const scopeSets = scope.flatMap(({ valueSets }) => valueSets);
  for (const url of scopeSets.filter((set) => sets.get(set)?.enumerable === false && !broken.has(set))) {
    faults.add(file, SCOPE, `ValueSet ${url} must list its codes one by one, or no order could be found by it`);
  }
  if (scopeSets.length === 0 && scope.every(({ nameSystems }) => nameSystems.length === 0)) {
    faults.add(file, SCOPE, 'the scope names neither codes nor names, so no order could be found by it');
  }
}

function checkActions(
  { file, factNames, actions }: Policy,
  { cards, reasons, broken }: Known,
  faults: FaultList,
): void {
  const shown = factNames && new Set([...factNames, ...CARD_FACTS]);
  for (const [at, { card }] of actions.entries()) {
    const template = cards.get(card);
    if (template && shown) checkTemplate(template, card, shown, reasons, faults);
    else if (!template && !broken.has(card)) {
      const element = `PlanDefinition.action[0].action[${at}].definitionUri`;
      faults.add(file, element, `card ${card} is unknown${didYouMean(card, cards.keys())}`);
    }
  }
}

/** A policy in force whose texts are still those of `policies new`. */
function checkFinished(policy: Policy, { cards, unfinished }: Known, faults: FaultList) {
  const { file, isActive, title, publisher, description, sources, actions } = policy;
  const own = [
    title,
    publisher,
    description,
    ...sources.map(({ display }) => display),
    ...actions.map((action) => action.title),
  ];
  if (!isActive) return;
  if (own.some((text) => text.includes(TO_DO))) faults.add(file, 'PlanDefinition', UNFINISHED);
  for (const { card } of actions)
    if (JSON.stringify(cards.get(card) ?? '').includes(TO_DO)) faults.add(card, 'file', UNFINISHED);
  const used = expressionsOf(policy).flatMap(({ valueSets, nameSystems }) => [...valueSets, ...nameSystems]);
  for (const url of new Set(used)) {
    const held = unfinished.get(url);
    if (held !== undefined) faults.add(held, 'file', UNFINISHED);
  }
}

/** Checks every reference from the policies to codes, names, payers and cards, and that no card is left over. */
export function checkReferences(policies: readonly Policy[], known: Known, faults: FaultList): void {
  for (const policy of policies) {
    checkVocabulary(policy, known, faults);
    checkScope(policy, known, faults);
    checkActions(policy, known, faults);
    checkFinished(policy, known, faults);
  }
  const used = new Set(policies.flatMap(({ actions }) => actions.map(({ card }) => card)));
  // A card whose name is misspelt in a policy, or whose policy could not be read, is used by none: that is one fault.
  const isComplete =
    [...used].every((card) => known.cards.has(card)) && ![...known.broken].some((name) => name.endsWith('.json'));
  if (isComplete)
    for (const card of known.cards.keys()) if (!used.has(card)) faults.add(card, 'file', 'no policy uses this card');
}
