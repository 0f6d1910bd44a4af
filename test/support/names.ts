import { createLexicon, type Lexicon, namesOf } from '../../src/matching/lexicon.ts';
import { createFaultList } from '../../src/policies/fault.ts';
import type { CodeSystem } from '../../src/policies/resource-schema.ts';

type Concept = CodeSystem['concept'][number];

/** A concept of a names CodeSystem: its phrases, and the properties that are texts. */
export function concept(
  code: string,
  phrases: readonly string[],
  properties: Readonly<Record<string, string>> = {},
): Concept {
  const { role, ...texts } = properties;
  return {
    code,
    display: code,
    designation: phrases.map((value) => ({ value })),
    property: [
      ...(role === undefined ? [] : [{ code: 'role', valueCode: role }]),
      ...Object.entries(texts).map(([name, valueString]) => ({ code: name, valueString })),
    ],
  };
}

/** A lexicon of these concepts. */
export function lexiconOf(concepts: readonly Concept[], id = 'x'): Lexicon {
  const faults = createFaultList();
  const codes = ['role', 'needs', 'without', 'choice'];
  const resource: CodeSystem = {
    resourceType: 'CodeSystem',
    id,
    url: `https://example.org/CodeSystem/${id}`,
    version: '1',
    name: id,
    status: 'active',
    content: 'complete',
    property: codes.map((code) => ({ code, type: 'string', description: code })),
    concept: [...concepts],
  };
  const lexicon = createLexicon(namesOf(resource, `${id}.json`, faults));
  if (faults.faults.length > 0) throw new Error(JSON.stringify(faults.faults));
  return lexicon;
}
