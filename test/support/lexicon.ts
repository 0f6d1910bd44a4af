import type { Concept } from '../../src/matching/concept.ts';
import { createNameLexicon, type Name, type NameLexicon, readNames } from '../../src/matching/names.ts';

/** A concept of a names CodeSystem: its phrases, and its properties by their kind of value. */
export function concept(
  code: string,
  phrases: readonly string[],
  properties: Readonly<Record<string, string>> = {},
): Concept {
  const { role, kind, ...texts } = properties;
  const codes = { ...(role === undefined ? {} : { role }), ...(kind === undefined ? {} : { kind }) };
  return {
    code,
    display: code,
    designation: phrases.map((value) => ({ value })),
    property: [
      ...Object.entries(codes).map(([name, valueCode]) => ({ code: name, valueCode })),
      ...Object.entries(texts).map(([name, valueString]) => ({ code: name, valueString })),
    ],
  };
}

const PROPERTIES = ['role', 'kind', 'needs', 'without', 'qualifiers', 'code-gives-context', 'lasting', 'choice'];

/** The names of these concepts; throws the faults, if there are any. */
export function namesOf(concepts: readonly Concept[], id = 'x'): readonly Name[] {
  const faults: string[] = [];
  const names = readNames(
    {
      url: `https://example.org/CodeSystem/${id}`,
      property: PROPERTIES.map((code) => ({ code })),
      concept: concepts,
    },
    (element, reason) => void faults.push(`${element} ${reason}`),
  );
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return names;
}

/** A lexicon of these concepts. */
export function lexiconOf(concepts: readonly Concept[], id = 'x'): NameLexicon {
  return createNameLexicon(namesOf(concepts, id));
}
