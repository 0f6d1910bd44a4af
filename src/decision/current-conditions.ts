import { isAfter } from '../calendar.ts';
import { asObject, asText, type JsonObject, objectsIn } from '../json.ts';

const OVER = new Set(['inactive', 'resolved', 'remission']);
const NOT_SO = new Set(['refuted', 'ruled-out', 'entered-in-error']);

/** Reads a CodeableConcept, or the plain code that earlier versions of FHIR have in its place. */
function says(concept: unknown, words: ReadonlySet<string>): boolean {
  const object = asObject(concept);
  const texts = [
    concept,
    object?.['text'],
    ...objectsIn(object?.['coding']).flatMap(({ code, display }) => [code, display]),
  ];
  return texts.some((text) => words.has(asText(text)?.toLowerCase().replaceAll(' ', '-') ?? ''));
}

/** True if a Condition.clinicalStatus, in R4 or an earlier version, says that the Condition is over. */
export const isOver = (clinicalStatus: unknown) => says(clinicalStatus, OVER);

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
  if (says(verificationStatus, NOT_SO) || isOver(clinicalStatus)) return false;
  return asObject(clinicalStatus) !== undefined || !hasAbated(condition) || endsAfter(condition, today);
}
