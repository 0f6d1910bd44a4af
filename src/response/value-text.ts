import { isReasonOfOrder } from '../decision/reasons.ts';
import { asObject, asText, type JsonObject, objectsIn } from '../json.ts';
import { textsOf } from '../matching/description.ts';
import { markdown } from './escape.ts';
import { orderLabel } from './order-label.ts';

/** Most values that are shown, and most that are compared, so that none is told twice. */
const [MOST, MOST_COMPARED] = [3, 50];

const firstCode = (concept: unknown) => asText(objectsIn(asObject(concept)?.['coding'])[0]?.['code']);

/** Formats the verification status of a diagnosis that is not confirmed. */
function verificationText({ verificationStatus }: JsonObject): string | undefined {
  const status = firstCode(verificationStatus);
  return status === 'confirmed' ? undefined : status;
}

/** Formats the date on which a Condition was recorded, or else began. */
function dateText(condition: JsonObject): string | undefined {
  const [recorded, onset] = [asText(condition['recordedDate']), asText(condition['onsetDateTime'])];
  if (recorded !== undefined) return `recorded ${recorded.slice(0, 10)}`;
  return onset === undefined ? undefined : `onset ${onset.slice(0, 10)}`;
}

/** A Condition in words: code, status, how sure it is, and a date. */
function conditionText(condition: JsonObject): string {
  const { code } = condition;
  const [words] = textsOf(asObject(code));
  const status = firstCode(condition['clinicalStatus']) ?? 'status not given';
  const standing = isReasonOfOrder(condition) ? ['reason of the order'] : [status, verificationText(condition)];
  const aside = [firstCode(code), ...standing, dateText(condition)].filter((part) => part !== undefined).map(markdown);
  return `${markdown(words ?? 'a condition')} (${aside.join(', ')})`;
}

function valueText(value: unknown): string {
  const resource = asObject(value);
  if (!resource) return markdown(String(value));
  if (resource['resourceType'] === 'Condition') return conditionText(resource);
  const concept = asObject(resource['codeCodeableConcept'] ?? resource['code']);
  return markdown(orderLabel(textsOf(concept), objectsIn(concept?.['coding'])));
}

/**
 * Formats the values of a fact in Markdown: conditions with code, status and date; orders and other values by name. Equal ones
 * are told once.
 */
export function valuesText(values: readonly unknown[]): string {
  const texts = [...new Set(values.slice(0, MOST_COMPARED).map(valueText))];
  const shown = texts.slice(0, MOST).join('; ');
  const left = Math.max(0, texts.length - MOST) + Math.max(0, values.length - MOST_COMPARED);
  return left > 0 ? `${shown}; and ${left} more` : shown;
}
