import { MISSING_REASONS, type MissingReason } from '../decision/facts.ts';
import type { FaultList } from './fault.ts';
import type { CodeSystem } from './resource-schema.ts';

/** Says in a clinician's words why data are not complete: the name of the fact, and the reason. */
export type MissingWords = (fact: string, reason: MissingReason) => string;

/**
 * Reads the CodeSystem of missing data: a concept is a reason, whose display holds `{data}`, or names the data of a fact. A
 * reason without words is a fault.
 */
export function compileMissingWords(system: CodeSystem | undefined, file: string, faults: FaultList): MissingWords {
  const ofKind = (kind: string) => {
    const concepts = (system?.concept ?? []).filter(({ property = [] }) =>
      property.some(({ code, valueCode }) => code === 'kind' && valueCode === kind),
    );
    return new Map(concepts.map(({ code, display }) => [code, display]));
  };
  const [reasons, data] = [ofKind('reason'), ofKind('data')];
  for (const reason of Object.keys(MISSING_REASONS))
    if (!reasons.has(reason)) faults.add(file, 'CodeSystem.concept', `the reason ${reason} has no words`);
  return (fact, reason) => (reasons.get(reason) ?? reason).replace('{data}', () => data.get(fact) ?? fact);
}
