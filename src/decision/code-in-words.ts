import { asObject, asText, type JsonObject, objectsIn } from '../json.ts';
import { textsOf } from '../matching/description.ts';

/** A longer note is read by itself only, not behind the words of the code. */
const MOST_CHARACTERS = 200;

/** A text without the semantic tag that SNOMED CT sets behind a fully specified name, such as "(disorder)". */
const untagged = (text: string) => text.replace(/\s*\([a-z /]+\)$/, '');

/** The texts of the stages and notes of a Condition. */
function remarksOf({ resourceType, stage, note }: JsonObject): readonly string[] {
  if (resourceType !== 'Condition') return [];
  const stages = objectsIn(stage).flatMap(({ summary }) => textsOf(asObject(summary)));
  const notes = objectsIn(note).flatMap(({ text }) => asText(text) ?? []);
  return [...stages, ...notes];
}

/** The texts in which a code and what stands beside it say something together: "metastasis of bone", "osteoporosis, severe". */
function joined(texts: readonly string[], sites: readonly string[], remarks: readonly string[]): readonly string[] {
  const short = remarks.filter(({ length }) => length <= MOST_CHARACTERS);
  return texts.flatMap((text) => [
    ...sites.map((site) => `${untagged(text)} of ${untagged(site)}`),
    ...short.map((remark) => `${untagged(text)}, ${remark}`),
  ]);
}

const known = new WeakMap<JsonObject, JsonObject>();

/**
 * The code of a resource. Where words stand beside it (`bodySite`, and of a Condition `stage` and `note`), the same code with texts
 * that name both, and the stages and notes themselves: a code may say "metastasis", and the site "bone" (FHIR R4 Condition).
 */
export function codeInWords(resource: JsonObject | undefined): unknown {
  const code = asObject(resource?.['code']);
  if (!resource || !code) return resource?.['code'];
  const sites = objectsIn(resource['bodySite']).flatMap(textsOf);
  const remarks = remarksOf(resource);
  if (sites.length + remarks.length === 0) return code;
  const before = known.get(code);
  if (before) return before;
  const words = [...remarks, ...joined(textsOf(code), sites, remarks)];
  const inWords = { ...code, coding: [...objectsIn(code['coding']), ...words.map((display) => ({ display }))] };
  known.set(code, inWords);
  return inWords;
}
