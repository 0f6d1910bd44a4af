import { asObject, asText, type JsonObject, objectsIn } from '../json.ts';
import { textsOf } from '../matching/description.ts';
import { markdown, plain } from './escape.ts';

const MOST = 3;

/** What the order calls itself, as plain text: its first title that still says something without markup, else its code. */
export function orderLabel(titles: readonly string[], codings: readonly JsonObject[]): string {
  for (const title of [...titles, ...codings.map(({ code }) => asText(code) ?? '')]) {
    const label = plain(title);
    if (label !== '') return label;
  }
  return 'This order';
}

function conditionText(condition: JsonObject): string {
  const code = asObject(condition['code']);
  const codings = objectsIn(code?.['coding']);
  const [words] = textsOf(code);
  const status = objectsIn(asObject(condition['clinicalStatus'])?.['coding']).map((coding) => asText(coding['code']));
  const date = asText(condition['recordedDate']) ?? asText(condition['onsetDateTime']);
  const aside = [asText(codings[0]?.['code']), status[0] ?? 'status not given', date?.slice(0, 10)]
    .filter((part) => part !== undefined)
    .map(markdown);
  return `${markdown(words ?? 'a condition')} (${aside.join(', ')})`;
}

function valueText(value: unknown): string {
  const resource = asObject(value);
  if (!resource) return markdown(String(value));
  if (resource['resourceType'] === 'Condition') return conditionText(resource);
  const concept = asObject(resource['codeCodeableConcept'] ?? resource['code']);
  return markdown(orderLabel(textsOf(concept), objectsIn(concept?.['coding'])));
}

/** What a fact found, in Markdown: conditions with code, status and date; orders and other values by name. */
export function valuesText(values: readonly unknown[]): string {
  const texts = [...new Set(values.slice(0, MOST + 1).map(valueText))];
  const shown = texts.slice(0, MOST).join('; ');
  return values.length > MOST ? `${shown}; and ${values.length - MOST} more` : shown;
}
