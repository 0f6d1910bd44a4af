import {
  type Concept,
  checkConcepts,
  codeOfProperty,
  phrasesOf,
  phrasesOfConcept,
  type ReportFault,
} from './concept.ts';
import { createLexicon, type Lexicon } from './lexicon.ts';
import type { Phrase } from './phrase.ts';

/**
 * Kind of a name: orderable; implant, which is orderable too and may be in the patient already; condition; or mendable, a
 * condition that surgery may have mended. A trigger with a kind speaks only of names of that kind.
 */
export const KINDS = ['orderable', 'implant', 'condition', 'mendable'] as const;
export type Kind = (typeof KINDS)[number];

/** The kinds a kind is among, itself first. */
export const KINDS_OF: { readonly [kind in Kind]: readonly Kind[] } = {
  orderable: ['orderable'],
  implant: ['implant', 'orderable'],
  condition: ['condition'],
  mendable: ['mendable', 'condition'],
};

const NAME_ROLES = ['name', 'look-alike'] as const;

/** A concept of a names CodeSystem: what it is called and what its words need around them. */
export interface Name {
  readonly system: string;
  readonly code: string;
  readonly display: string;
  /** A look-alike hides its words: they mean something else. */
  readonly role: (typeof NAME_ROLES)[number];
  readonly kind: Kind;
  readonly phrases: readonly Phrase[];
  /** Context that must stand in the same field: one phrase of every group. */
  readonly needs: readonly (readonly Phrase[])[];
  /** Another kind or place of the thing, which cancels the name when it stands in the same clause. */
  readonly without: readonly Phrase[];
  /** The sources of `without`, for looking up. */
  readonly withoutSources: ReadonlySet<string>;
  /** Words of the name that belong to the noun beside them: `severe`, `unstable`. */
  readonly qualifiers: ReadonlySet<string>;
  /** True if a qualified code on the order is context enough. */
  readonly codeGivesContext: boolean;
  /** True if a condition of this name does not pass, so that history of it is to be clarified. */
  readonly lasting: boolean;
  /** Reason why it is listed although the policy does not name it. */
  readonly choice?: string;
}

/** A CodeSystem of names, as far as words are read from it. */
export interface NamesSource {
  readonly url: string;
  readonly property?: readonly { readonly code: string }[];
  readonly concept: readonly Concept[];
}

function nameOf(concept: Concept, at: number, system: string, report: ReportFault): Name {
  const path = `CodeSystem.concept[${at}]`;
  const properties = concept.property ?? [];
  const values = (code: string): readonly string[] =>
    properties.filter((entry) => entry.code === code).flatMap(({ valueString }) => valueString ?? []);
  const isTrue = (code: string) => properties.some((entry) => entry.code === code && entry.valueBoolean === true);
  const [choice] = values('choice');
  const without = values('without').flatMap((source) => phrasesOf(source, `${path}.property[without]`, report));
  return {
    system,
    code: concept.code,
    display: concept.display,
    role: codeOfProperty(concept, 'role', NAME_ROLES, path, report) ?? 'name',
    kind: codeOfProperty(concept, 'kind', KINDS, path, report) ?? 'orderable',
    phrases: phrasesOfConcept(concept, path, report),
    needs: values('needs').map((source) => phrasesOf(source, `${path}.property[needs]`, report)),
    without,
    withoutSources: new Set(without.map(({ source }) => source)),
    qualifiers: new Set(values('qualifiers').flatMap((source) => source.split(' | '))),
    codeGivesContext: isTrue('code-gives-context'),
    lasting: isTrue('lasting'),
    ...(choice === undefined ? {} : { choice }),
  };
}

/** Reads the names of one CodeSystem; concept codes must be unique. */
export function readNames(source: NamesSource, report: ReportFault): readonly Name[] {
  checkConcepts(source.concept, new Set(source.property?.map(({ code }) => code)), report);
  return source.concept.map((concept, at) => nameOf(concept, at, source.url, report));
}

/** The names of all policies, and the words around them, each looked up once however many names ask for it. */
export interface NameLexicon {
  readonly names: Lexicon<Name>;
  /** The phrases of `needs` and `without`, found by their source. */
  readonly surroundings: Lexicon<string>;
  /** The qualifiers of all names. */
  readonly qualifiers: ReadonlySet<string>;
}

/** Builds the index over the names of any number of CodeSystems. */
export function createNameLexicon(names: readonly Name[]): NameLexicon {
  const around = new Map<string, Phrase>();
  for (const { needs, without } of names)
    for (const phrase of [...needs.flat(), ...without]) around.set(phrase.source, phrase);
  return {
    names: createLexicon(names.flatMap((name) => name.phrases.map((phrase) => [name, phrase] as const))),
    surroundings: createLexicon([...around].map(([source, phrase]) => [source, phrase] as const)),
    qualifiers: new Set(names.flatMap(({ qualifiers }) => [...qualifiers])),
  };
}
