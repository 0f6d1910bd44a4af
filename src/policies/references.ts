import type { CardTemplate } from './card-template.ts';
import { checkTemplate } from './check-template.ts';
import type { FaultList } from './fault.ts';
import { expressionsOf, type Policy } from './policy.ts';

/** Everything a policy may refer to. */
export interface Known {
  readonly sets: ReadonlyMap<string, { readonly enumerable: boolean }>;
  readonly names: ReadonlySet<string>;
  readonly payers: ReadonlySet<string>;
  readonly cards: ReadonlyMap<string, CardTemplate>;
  readonly reasons: ReadonlySet<string>;
}

/** What `%payer` is for a Coverage whose payer is none of the known ones. */
const OTHER_PAYER = 'other';
const SCOPE = 'PlanDefinition.action[0].condition';

function checkExpressions(policy: Policy, { sets, names, payers }: Known, faults: FaultList): void {
  for (const { file, element, valueSets, companionSets, nameSystems, payers: compared } of expressionsOf(policy)) {
    const unknown = [
      ...[...valueSets, ...companionSets].filter((url) => !sets.has(url)).map((url) => `ValueSet ${url}`),
      ...nameSystems.filter((url) => !names.has(url)).map((url) => `names CodeSystem ${url}`),
      ...compared.filter((id) => id !== OTHER_PAYER && !payers.has(id)).map((id) => `payer ${id}`),
    ];
    for (const what of unknown) faults.add(file, element, `${what} is unknown`);
  }
}

/** An order is found by the codes and names of the scope, so these must be there, one by one. */
function checkScope({ file, scope }: Policy, { sets }: Known, faults: FaultList): void {
  const scopeSets = scope.flatMap(({ valueSets }) => valueSets);
  for (const url of scopeSets.filter((set) => sets.get(set)?.enumerable === false)) {
    faults.add(file, SCOPE, `ValueSet ${url} must list its codes one by one, or no order could be found by it`);
  }
  if (scopeSets.length === 0 && scope.every(({ nameSystems }) => nameSystems.length === 0)) {
    faults.add(file, SCOPE, 'the scope names neither codes nor names, so no order could be found by it');
  }
}

function checkActions({ file, facts, actions }: Policy, { cards, reasons }: Known, faults: FaultList): void {
  const factNames = new Set(facts.map(({ name }) => name));
  for (const { card, id } of actions) {
    const template = cards.get(card);
    if (template) checkTemplate(template, card, factNames, reasons, faults);
    else faults.add(file, `PlanDefinition.action[0].action[${id}].definitionUri`, `card ${card} is unknown`);
  }
}

/** Checks every reference from the policies to codes, names, payers and cards, and that no card is left over. */
export function checkReferences(policies: readonly Policy[], known: Known, faults: FaultList): void {
  for (const policy of policies) {
    checkExpressions(policy, known, faults);
    checkScope(policy, known, faults);
    checkActions(policy, known, faults);
  }
  const used = new Set(policies.flatMap(({ actions }) => actions.map(({ card }) => card)));
  for (const card of known.cards.keys()) if (!used.has(card)) faults.add(card, 'file', 'no policy uses this card');
}
