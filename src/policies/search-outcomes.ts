import { MISSING_REASONS, type MissingReason } from '../decision/facts.ts';
import type { FaultList } from './fault.ts';
import type { CodeSystem } from './resource-shapes.ts';

/** Rules for the issues of an OperationOutcome in a searchset (FHIR R4 issue-type). */
export interface SearchOutcomes {
  /** Returns the missing reason for the code of an issue; undefined if such an issue only informs. */
  reasonOf(issueType: string): MissingReason | undefined;
  /** True for a code in the details of an issue that is known to say only that nothing was found. */
  isQuiet(detailCode: string): boolean;
}

const isReason = (text: string): text is MissingReason => Object.hasOwn(MISSING_REASONS, text);

/**
 * Reads the CodeSystem of search outcomes: a concept is an issue type with the property `reason`, or a vendor's code in the
 * details of an issue with the property `quiet`.
 */
export function compileSearchOutcomes(system: CodeSystem | undefined, file: string, faults: FaultList): SearchOutcomes {
  const reasons = new Map<string, MissingReason>();
  const quiet = new Set<string>();
  for (const [at, { code, property = [] }] of (system?.concept ?? []).entries()) {
    const reason = property.find((entry) => entry.code === 'reason')?.valueCode;
    if (property.some((entry) => entry.code === 'quiet' && entry.valueBoolean)) quiet.add(code);
    else if (reason !== undefined && isReason(reason)) reasons.set(code, reason);
    else
      faults.add(file, `CodeSystem.concept[${at}].property`, 'needs "reason", a reason for missing data, or "quiet"');
  }
  return { reasonOf: (issueType) => reasons.get(issueType), isQuiet: (detailCode) => quiet.has(detailCode) };
}
