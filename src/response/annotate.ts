import { lastDayIn } from '../calendar.ts';
import { withExactNumbers } from '../exact-numbers.ts';
import type { Action } from '../hooks/card.ts';
import { localReference } from '../hooks/reference.ts';
import { asObject, asText, type JsonObject, objectsIn } from '../json.ts';
import { COVERAGE_INFORMATION, type ComplexExtension, partsOf } from './coverage-information.ts';

/** Elements compared to tell whether two assertions are equal; date, id and wording are not. */
const TELLING = [
  'covered',
  'pa-needed',
  'doc-needed',
  'doc-purpose',
  'info-needed',
  'billingCode',
  'questionnaire',
  'satisfied-pa-id',
];

/** The Coverage that an assertion is of, as `Coverage/<id>`. */
function coverageOf(extension: JsonObject): string | undefined {
  const [part] = partsOf(extension, 'coverage');
  const reference = asText(asObject(part?.['valueReference'])?.['reference']);
  return reference === undefined ? undefined : localReference(reference);
}

function textOf(part: JsonObject): string {
  const { system, code } = asObject(part['valueCoding']) ?? {};
  return String(
    part['valueCode'] ?? part['valueCanonical'] ?? part['valueString'] ?? `${String(system)}|${String(code)}`,
  );
}

const reasonCodes = (extension: JsonObject) =>
  partsOf(extension, 'reason').flatMap((part) =>
    objectsIn(asObject(part['valueCodeableConcept'])?.['coding']).map((coding) => String(coding['code'])),
  );

/** An assertion without its date, its id and its wording. */
function contentOf(extension: JsonObject): string {
  const values = TELLING.map((url) => [url, ...partsOf(extension, url).map(textOf).sort()]);
  return JSON.stringify([...values, ...reasonCodes(extension).sort()]);
}

function hasExpired(extension: JsonObject, today: string): boolean {
  return partsOf(extension, 'expiry-date').some(
    ({ valueDate }) => typeof valueDate === 'string' && lastDayIn(valueDate) < today,
  );
}

/** True for an assertion of an authorization that holds, for a service that the new one is about, too, as far as both name any. */
function isAuthorized(made: JsonObject, assertion: JsonObject, today: string): boolean {
  const isSatisfied = partsOf(made, 'pa-needed').some(({ valueCode }) => valueCode === 'satisfied');
  const hasNumber = partsOf(made, 'satisfied-pa-id').some(({ valueString }) => asText(valueString) !== undefined);
  const [theirs, ours] = [made, assertion].map((each) => partsOf(each, 'billingCode').map(textOf));
  const isSameService = !theirs?.length || !ours?.length || theirs.some((code) => ours.includes(code));
  return isSatisfied && hasNumber && isSameService && !hasExpired(made, today);
}

/** The assertions on an order for the Coverage of a new one. */
const madeFor = (order: JsonObject, assertion: JsonObject) =>
  objectsIn(order['extension']).filter(
    (extension) => extension['url'] === COVERAGE_INFORMATION && coverageOf(extension) === coverageOf(assertion),
  );

/** True if the order carries the assertion already: an order is not sent back for nothing (CRD resp-35). */
export function isAsserted(order: JsonObject, assertion: ComplexExtension, today: string): boolean {
  const [only, another] = madeFor(order, { ...assertion });
  if (!only || another) return false;
  return contentOf(only) === contentOf({ ...assertion }) && !hasExpired(only, today);
}

/**
 * True if the order carries an authorization for the Coverage of a new assertion: only the payer's own files know one, so policies know
 * nothing better (CRD resp-36).
 */
export function carriesAuthorization(order: JsonObject, assertion: ComplexExtension, today: string): boolean {
  return madeFor(order, { ...assertion }).some((made) => isAuthorized(made, { ...assertion }, today));
}

/**
 * The system action that puts an assertion into an order: the order as the client sent it, its numbers as they were written,
 * with the extension in place of an earlier one for the same Coverage (CRD resp-37).
 */
export function annotated(order: JsonObject, assertion: ComplexExtension, description: string): Action {
  const others = objectsIn(order['extension']).filter(
    (extension) => extension['url'] !== COVERAGE_INFORMATION || coverageOf(extension) !== coverageOf({ ...assertion }),
  );
  const exact = withExactNumbers({ ...order, extension: others });
  const resource = { ...withExactNumbers(order), extension: [...objectsIn(exact['extension']), assertion] };
  return { type: 'update', description, resource };
}
