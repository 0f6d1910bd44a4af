import { isAfter } from '../calendar.ts';
import { asObject, asText, type JsonObject, objectsIn } from '../json.ts';

/** Codes of `clinicalStatus` that say a Condition is over. */
export const OVER: ReadonlySet<string> = new Set(['inactive', 'resolved', 'remission']);
const NOT_SO = new Set(['refuted', 'ruled-out', 'entered-in-error']);

function says(concept: unknown, words: ReadonlySet<string>): boolean {
  const object = asObject(concept);
  const texts = [object?.['text'], ...objectsIn(object?.['coding']).flatMap(({ code, display }) => [code, display])];
  return texts.some((text) => words.has(asText(text)?.toLowerCase().replaceAll(' ', '-') ?? ''));
}

const hasAbated = (condition: JsonObject) =>
  Object.entries(condition).some(
    ([member, value]) => member.startsWith('abatement') && value !== false && value !== null,
  );

/** True if a Condition ends after a day (YYYY-MM-DD), by the date of its abatement. */
export function endsAfter({ abatementDateTime, abatementPeriod }: JsonObject, day: string): boolean {
  return isAfter(abatementDateTime ?? asObject(abatementPeriod)?.['start'], day);
}

/**
 * True if a Condition stands today (FHIR R4 Condition.clinicalStatus, .verificationStatus). A missing or unknown status
 * counts as current, since encounter diagnoses often carry none; only what is said to be over, abated by
 * today without a status, refuted or entered in error does not.
 */
export function isCurrent(condition: JsonObject, today: string): boolean {
  const { clinicalStatus, verificationStatus } = condition;
  if (says(verificationStatus, NOT_SO) || says(clinicalStatus, OVER)) return false;
  return asObject(clinicalStatus) !== undefined || !hasAbated(condition) || endsAfter(condition, today);
}
