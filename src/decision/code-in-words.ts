import { asObject, asText, type JsonObject, objectsIn } from '../json.ts';
import { textsOf } from '../matching/description.ts';
import { memoizeWeakly } from '../matching/memoize.ts';
import { MOST_CHARACTERS } from '../matching/mentions.ts';
import { fold } from '../matching/tokenize.ts';

/** A text without the semantic tag that SNOMED CT sets behind a fully specified name, such as "(disorder)". */
const untagged = (text: string) => text.replace(/\([a-z /]+\)$/, '').trimEnd();

/** Texts of a code, and words beside it, that are told together: each with each, which of many would be very many. */
const MOST_TOGETHER = 10;
/** The first of the different texts that are told together with others. */
const different = (texts: readonly string[]) => [...new Set(texts)].slice(0, MOST_TOGETHER);

/**
 * The texts of the stages of a Condition, and those of its findings and notes; of a long one the beginning, as it is no part of what
 * the Condition is.
 */
function remarksOf({ resourceType, stage, evidence, note }: JsonObject) {
  if (resourceType !== 'Condition') return { stages: [], others: [] };
  const beginning = (text: string) => text.slice(0, MOST_CHARACTERS);
  const stages = objectsIn(stage).flatMap(({ summary }) => textsOf(asObject(summary)));
  const findings = objectsIn(evidence).flatMap(({ code }) => objectsIn(code).flatMap(textsOf));
  const notes = objectsIn(note).flatMap(({ text }) => asText(text) ?? []);
  return { stages: stages.map(beginning), others: [...findings, ...notes].map(beginning) };
}

const FIRST_WORD = /^[a-z]+/;

/** True for a remark that begins with a word of names that belongs to the noun beside it: "severe, T-score -4". */
const isQualifier = (remark: string, qualifiers: ReadonlySet<string>) =>
  qualifiers.has(FIRST_WORD.exec(fold(remark).trim())?.[0] ?? '');

function inWords(resource: JsonObject, qualifiers: ReadonlySet<string>): JsonObject {
  const code = asObject(resource['code']) ?? {};
  const sites = objectsIn(resource['bodySite']).flatMap(textsOf).map(untagged);
  const { stages, others } = remarksOf(resource);
  const remarks = [...stages, ...others];
  if (sites.length + remarks.length === 0) return code;
  const qualifying = different([...remarks.filter((remark) => isQualifier(remark, qualifiers)), ...stages]);
  const texts = different(textsOf(code).map(untagged));
  const placed = texts.flatMap((text) => different(sites).map((site) => `${text} of ${site}`));
  const graded = [...texts, ...different(placed)].flatMap((text) => qualifying.map((remark) => `${text}, ${remark}`));
  const words = [...remarks, ...placed, ...graded].map((display) => ({ display }));
  return { ...code, coding: [...objectsIn(code['coding']), ...words] };
}

/** The elements whose words are told together with the code. */
const BESIDE = ['bodySite', 'stage', 'evidence', 'note'];

/** Memoized by the words, too: one chart may be read by two states of the knowledge, as in a comparison of both. */
const readBy = memoizeWeakly((qualifiers: ReadonlySet<string>) =>
  memoizeWeakly((resource: JsonObject) => inWords(resource, qualifiers)),
);

/**
 * The code of a resource. Where words stand beside it (`bodySite`, and of a Condition `stage`, `evidence` and `note`), the same code
 * with texts that name both ("NAME of SITE", "NAME, STAGE", "NAME, NOTE"), and the stages, findings and notes themselves (FHIR R4
 * Condition).
 */
export function codeInWords(resource: JsonObject | undefined, qualifiers: ReadonlySet<string>): unknown {
  const code = resource?.['code'];
  if (!resource || !asObject(code) || BESIDE.every((element) => resource[element] === undefined)) return code;
  return readBy(qualifiers)(resource);
}
