import { asObject, asText, type JsonObject, objectsIn } from '../json.ts';
import type { KnownCode, Systems } from './code-systems.ts';
import { memoize } from './memoize.ts';
import { type Mention, readText, type TextReading, type Vocabulary } from './mentions.ts';

/** Description of a thing by its codes and words: the thing ordered, or a condition. */
export interface Description {
  /** Codes of known systems. Local codes and codes without a system say nothing by themselves. */
  readonly codes: readonly KnownCode[];
  /** Names in the fields that say what the thing is. */
  readonly specified: readonly Mention[];
  /** Names in remarks, which only complete a code that asks for a name. */
  readonly remarked: readonly Mention[];
  /** True if remarks may complete the code: no title names a thing of its own. */
  readonly remarksCount: boolean;
  /** False if one of its texts is longer than what is read of one, so that a name may have been missed. */
  readonly readWhole: boolean;
}

/** Terminology used for descriptions. */
export interface Terminology extends Vocabulary {
  readonly systems: Systems;
}

/** The texts of a CodeableConcept, Coding or Reference: its own and the displays of its codings, each once. */
export function textsOf(concept: JsonObject | undefined): readonly string[] {
  const texts = [
    concept?.['text'],
    concept?.['display'],
    ...objectsIn(concept?.['coding']).map((coding) => coding['display']),
  ];
  return [...new Set(texts.map(asText).filter((text) => text !== undefined))];
}

/** Reads a code; some clients write one of digits as a number. */
const codeText = (code: unknown) => (Number.isSafeInteger(code) ? String(code) : asText(code));

/** The codes of codings whose system is known. */
export function knownCodes(codings: readonly JsonObject[], systems: Systems): readonly KnownCode[] {
  return codings.flatMap((coding) => {
    const code = codeText(coding['code']);
    return code === undefined ? [] : (systems.resolve(asText(coding['system']), code) ?? []);
  });
}

/** The known codes of a CodeableConcept or a Coding. */
function codesOf(concept: JsonObject | undefined, systems: Systems): readonly KnownCode[] {
  return knownCodes(concept && concept['coding'] === undefined ? [concept] : objectsIn(concept?.['coding']), systems);
}

/** Finds the names in one field of text. */
export type ReadText = (text: string) => TextReading;

/** Length of a short text, and how many readings are memoized of short and of long ones. */
const SHORT = 200;
const MOST_SHORT = 1000;
const MOST_LONG = 8;

/** Memoizes readings: most texts are names of services and diagnoses, which come in many calls; a long one is asked for twice. */
export function memoizedReader(vocabulary: Vocabulary): ReadText {
  const read = (text: string) => readText(text, vocabulary);
  const [readShort, readLong] = [memoize(MOST_SHORT, read), memoize(MOST_LONG, read, Number.POSITIVE_INFINITY)];
  return (text) => (text.length > SHORT ? readLong(text) : readShort(text));
}

/**
 * A description whose words are read when somebody asks: most conditions of a chart are settled by their codes. A class, since
 * V8 keeps the getter of an object literal, and all it refers to, until the next full collection.
 */
class LazyDescription implements Description {
  readonly codes: readonly KnownCode[];
  readonly remarked: readonly Mention[] = [];
  readonly remarksCount = true;
  readonly #value: unknown;
  readonly #read: ReadText;
  #texts: readonly TextReading[] | undefined;

  constructor(value: unknown, codes: readonly KnownCode[], read: ReadText) {
    this.codes = codes;
    this.#value = value;
    this.#read = read;
  }

  get specified(): readonly Mention[] {
    return this.#readTexts().flatMap(({ mentions }) => mentions);
  }

  get readWhole(): boolean {
    return this.#readTexts().every(({ whole }) => whole);
  }

  #readTexts(): readonly TextReading[] {
    const concept = asObject(this.#value);
    this.#texts ??= (concept ? textsOf(concept) : typeof this.#value === 'string' ? [this.#value] : []).map(this.#read);
    return this.#texts;
  }
}

/** Describes a CodeableConcept, a Coding or a plain string. */
export function describe(
  value: unknown,
  terminology: Terminology,
  read: ReadText = (text) => readText(text, terminology),
): Description {
  return new LazyDescription(value, codesOf(asObject(value), terminology.systems), read);
}
