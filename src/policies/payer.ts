import type { KnownCode, Systems } from '../matching/code-systems.ts';
import { compilePhrase, type Phrase } from '../matching/phrase.ts';
import { COVERAGE_KIND, LOOK_ALIKE, NARROWS } from './extensions.ts';
import type { FaultList } from './fault.ts';
import type { InsurancePlan, Organization } from './resource-shapes.ts';

/**
 * Kinds of coverage, in the order in which they pay where no rank says otherwise: for an injury; medical; after another
 * coverage; after all others; the patient; never for a therapy (drugs, dental care, vision …).
 */
export const COVERAGE_KINDS = ['injury', 'medical', 'supplement', 'last-resort', 'self-pay', 'limited'] as const;
export type CoverageKind = (typeof COVERAGE_KINDS)[number];

/** Value of `%payer` for a Coverage of an unlisted payer. */
export const OTHER_PAYER = 'other';
/** Value of `%payer` if it is ambiguous which of several coverages pays. */
export const SEVERAL_PAYERS = 'several';

/** A payer or programme, and how a Coverage is recognised as its own. */
export interface Payer {
  /** Identifies the payer in policies: `%payer = '…'`. */
  readonly id: string;
  /** As a person reads it. */
  readonly name: string;
  /** A programme decides before the company that runs it. */
  readonly programme: boolean;
  readonly kind: CoverageKind;
  readonly types: readonly KnownCode[];
  /** Phrases that may stand anywhere in a name, by the letter they begin with. */
  readonly phrases: ReadonlyMap<string, readonly Phrase[]>;
  /** Phrases that must be the whole name. */
  readonly wholeNames: readonly Phrase[];
  /** Phrases within which those above do not count. */
  readonly lookAlikes: readonly Phrase[];
  readonly identifiers: readonly { readonly system: string; readonly value: string }[];
  /** Ids of the more general payers that it is a case of. */
  readonly narrows: ReadonlySet<string>;
}

/** An alias that begins so must be the whole name. */
const WHOLE = '=';

type Resource = InsurancePlan | Organization;

function phrasesOf(sources: readonly string[], file: string, element: string, faults: FaultList) {
  return sources.flatMap((source, at) => {
    const isWhole = source.startsWith(WHOLE);
    const phrase = compilePhrase(isWhole ? source.slice(WHOLE.length) : source);
    if (!phrase) faults.add(file, `${element}[${at}]`, `"${source}" is no phrase`);
    return phrase ? [{ phrase, isWhole }] : [];
  });
}

/** Phrases by the letters they may begin with: a typo leaves the first letter right. */
function byInitial(phrases: readonly Phrase[]): ReadonlyMap<string, readonly Phrase[]> {
  const index = new Map<string, Phrase[]>();
  for (const phrase of phrases) {
    const initials = new Set(phrase.elements[0]?.words.map((word) => word.charAt(0)));
    for (const initial of initials) index.set(initial, [...(index.get(initial) ?? []), phrase]);
  }
  return index;
}

function kindOf({ resourceType, extension = [] }: Resource, file: string, faults: FaultList): CoverageKind {
  const written = extension.find(({ url }) => url === COVERAGE_KIND)?.valueCode ?? 'medical';
  const kind = COVERAGE_KINDS.find((known) => known === written);
  if (!kind) faults.add(file, `${resourceType}.extension`, `${written} is no kind of coverage`);
  return kind ?? 'medical';
}

function typesOf(resource: Resource, file: string, systems: Systems, faults: FaultList): readonly KnownCode[] {
  if (resource.resourceType === 'Organization') return [];
  return (resource.type ?? []).flatMap(({ coding = [] }, at) =>
    coding.flatMap(({ system, code = '' }) => {
      const known = systems.resolve(system, code);
      if (!known) faults.add(file, `InsurancePlan.type[${at}]`, `${system ?? 'no system'} is not a known code system`);
      return known ?? [];
    }),
  );
}

/** Reads a payer: an InsurancePlan is a programme, an Organization a company. */
export function compilePayer(resource: Resource, file: string, systems: Systems, faults: FaultList): Payer {
  const { id, name, alias = [], extension = [], identifier = [], resourceType } = resource;
  const extensionsAt = (address: string) => extension.filter(({ url }) => url === address);
  const names = phrasesOf(alias, file, `${resourceType}.alias`, faults);
  const lookAlikes = extensionsAt(LOOK_ALIKE).flatMap(({ valueString }) => valueString ?? []);
  return {
    id,
    name,
    programme: resourceType === 'InsurancePlan',
    kind: kindOf(resource, file, faults),
    types: typesOf(resource, file, systems, faults),
    phrases: byInitial(names.filter(({ isWhole }) => !isWhole).map(({ phrase }) => phrase)),
    wholeNames: names.filter(({ isWhole }) => isWhole).map(({ phrase }) => phrase),
    lookAlikes: phrasesOf(lookAlikes, file, `${resourceType}.extension:look-alike`, faults).map(({ phrase }) => phrase),
    identifiers: identifier,
    narrows: new Set(extensionsAt(NARROWS).flatMap(({ valueCode }) => valueCode ?? [])),
  };
}
