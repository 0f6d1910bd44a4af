import { readSearch } from '../cds-hooks/prefetch.ts';
import type { HookRequest } from '../cds-hooks/request.ts';
import type { Facts } from '../decision/facts.ts';

/** The facts of a call, each known or missing with the reason. From prefetch alone. */
export function gatherFacts({ prefetch, patientId }: HookRequest): Facts {
  return {
    conditions: readSearch(prefetch['conditions'], 'Condition', patientId),
    coverages: readSearch(prefetch['coverage'], 'Coverage', patientId),
  };
}
