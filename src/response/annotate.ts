import { withExactNumbers } from '../exact-numbers.ts';
import type { Action } from '../hooks/card.ts';
import { localReference } from '../hooks/request.ts';
import { asObject, asText, type JsonObject, objectsIn } from '../json.ts';
import { COVERAGE_INFORMATION, type ComplexExtension, partsOf } from './coverage-information.ts';

/** Elements compared to tell whether two assertions are equal; date, id and wording are not. */
const TELLING = [
  ...['covered', 'pa-needed', 'doc-needed', 'doc-purpose', 'info-needed', 'billingCode', 'questionnaire'],
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
  return partsOf(extension, 'expiry-date').some(({ valueDate }) => typeof valueDate === 'string' && valueDate < today);
}

/** True if the order carries the assertion already: an order is not sent back for nothing (CRD resp-35). */
export function isAsserted(order: JsonObject, assertion: ComplexExtension, today: string): boolean {
  const made = objectsIn(order['extension']).filter(
    (extension) => extension['url'] === COVERAGE_INFORMATION && coverageOf(extension) === coverageOf({ ...assertion }),
  );
  const [only, another] = made;
  if (!only || another) return false;
  return contentOf(only) === contentOf({ ...assertion }) && !hasExpired(only, today);
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
