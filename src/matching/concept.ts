import { compilePhrase, type Phrase } from './phrase.ts';

/** A concept of a FHIR CodeSystem, as far as words are read from it. */
export interface Concept {
  readonly code: string;
  readonly display: string;
  readonly designation?: readonly { readonly value: string }[];
  readonly property?: readonly {
    readonly code: string;
    readonly valueString?: string;
    readonly valueBoolean?: boolean;
    readonly valueCode?: string;
  }[];
}

/** Takes note of a fault in an element of a resource. */
export type ReportFault = (element: string, reason: string) => void;

/** Reads one coded property of a name or of a group of the language. */
export function codeOfProperty<T extends string>(
  { property = [] }: Concept,
  name: string,
  known: readonly T[],
  path: string,
  report: ReportFault,
): T | undefined {
  const written = property.find(({ code }) => code === name)?.valueCode;
  const value = known.find((candidate) => candidate === written);
  if (written !== undefined && value === undefined) report(path, `${name} ${written} is unknown`);
  return value;
}

/** Phrases of one element, separated by ` | `. */
export function phrasesOf(source: string, element: string, report: ReportFault): readonly Phrase[] {
  return source.split(' | ').flatMap((part) => {
    const phrase = compilePhrase(part);
    if (!phrase) report(element, `"${part}" is no phrase`);
    return phrase ? [phrase] : [];
  });
}

/** The phrases a concept is found by: its designations, or its display. */
export function phrasesOfConcept(
  { designation, display }: Concept,
  path: string,
  report: ReportFault,
): readonly Phrase[] {
  return (designation ?? [{ value: display }]).flatMap(({ value }, at) =>
    phrasesOf(value, `${path}.designation[${at}]`, report),
  );
}

/** Reports the properties that the CodeSystem does not declare, and codes that stand twice. */
export function checkConcepts(concepts: readonly Concept[], declared: ReadonlySet<string>, report: ReportFault): void {
  const seen = new Set<string>();
  for (const [at, { code, property = [] }] of concepts.entries()) {
    const path = `CodeSystem.concept[${at}]`;
    if (seen.has(code)) report(`${path}.code`, `${code} stands twice`);
    seen.add(code);
    for (const [index, { code: name }] of property.entries())
      if (!declared.has(name)) report(`${path}.property[${index}]`, `property ${name} is not declared`);
  }
}
