import { MISSING_REASONS, type MissingReason } from '../decision/facts.ts';
import type { FaultList } from './fault.ts';
import type { CodeSystem } from './resource-shapes.ts';

type Concept = CodeSystem['concept'][number];

/** A clinician's words for data that are not there. */
export interface MissingWords {
  /** Says why data are not complete: the name of the fact, and the reason. */
  incomplete(fact: string, reason: MissingReason): string;
  /** Stands in a card for a fact of its policy that has no values. */
  noValues(fact: string): string;
}

/**
 * Reads the CodeSystem of missing data: a concept is a reason, whose display holds `{data}`, names the data of a fact, or stands
 * for a fact without values: the one it names, or any other. A reason without words is a fault, and so is any other fact.
 */
export function compileMissingWords(system: CodeSystem | undefined, file: string, faults: FaultList): MissingWords {
  const ofKind = (kind: string) =>
    (system?.concept ?? []).filter(({ property = [] }) =>
      property.some(({ code, valueCode }) => code === 'kind' && valueCode === kind),
    );
  const wordsOfKind = (kind: string) => new Map(ofKind(kind).map(({ code, display }) => [code, display]));
  const [reasons, data] = [wordsOfKind('reason'), wordsOfKind('data')];
  const factOf = ({ property = [] }: Concept) => property.find(({ code }) => code === 'fact')?.valueString;
  const noValues = new Map(ofKind('no-values').map((concept) => [factOf(concept), concept.display]));
  const ofAnyFact = noValues.get(undefined);
  if (ofAnyFact === undefined) faults.add(file, 'CodeSystem.concept', 'a fact without values has no words');
  for (const reason of Object.keys(MISSING_REASONS))
    if (!reasons.has(reason)) faults.add(file, 'CodeSystem.concept', `the reason ${reason} has no words`);
  return {
    incomplete: (fact, reason) => (reasons.get(reason) ?? reason).replace('{data}', () => data.get(fact) ?? fact),
    noValues: (fact) => noValues.get(fact) ?? ofAnyFact ?? fact,
  };
}
