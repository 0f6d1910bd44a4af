import { idIn, typeIn } from '../hooks/reference.ts';
import { asObject, asText, type JsonObject, objectsIn } from '../json.ts';
import type { KnownCode } from '../matching/code-systems.ts';
import { containedAddress } from '../matching/contained.ts';
import { knownCodes, textsOf } from '../matching/description.ts';
import { isShortened } from '../matching/long-resources.ts';
import { memoize, memoizeWeakly } from '../matching/memoize.ts';
import { matchAt, type Phrase } from '../matching/phrase.ts';
import { type Clause, clausesOf } from '../matching/tokenize.ts';
import type { Knowledge } from '../policies/knowledge.ts';
import { COVERAGE_KINDS, type CoverageKind, OTHER_PAYER, type Payer } from '../policies/payer.ts';
import { type Facts, factNamed, knownInPart, type MissingReason, resourcesOf } from './facts.ts';

/** Elements of a Coverage that identify its payer. */
interface Evidence {
  readonly types: readonly KnownCode[];
  readonly identifiers: readonly JsonObject[];
  /** Payers that the names of the payors, of the plan and of the type mean. */
  readonly called: ReadonlySet<Payer>;
  /** Payers that the names of groups mean. A group is often the employer, which may be an insurer itself. */
  readonly calledByGroups: ReadonlySet<Payer>;
  /** The reason why a name may have been missed: there are more of them, or longer ones, than are read. */
  readonly lacking: MissingReason | undefined;
}

/** The kind of resource a payor is: a patient who is the payor pays. */
const kindOfPayor = ({ reference, type }: JsonObject) => type ?? typeIn(asText(reference));

/** The addresses that payors would have where they are contained. */
export const containedPayors = (payors: readonly JsonObject[]): ReadonlySet<string> =>
  new Set(payors.map(({ reference }) => containedAddress({ id: idIn(asText(reference) ?? '') })));

/** The Organizations that the payors refer to, as far as the Coverage contains them. */
function organizationsOf(coverage: JsonObject, payors: readonly JsonObject[]): readonly JsonObject[] {
  const referred = containedPayors(payors);
  return objectsIn(coverage['contained']).filter(
    (resource) => resource['resourceType'] === 'Organization' && referred.has(containedAddress(resource)),
  );
}

function aliasesOf({ alias }: JsonObject): readonly unknown[] {
  return Array.isArray(alias) ? alias : [alias];
}

/** The names of a type: its text, and the displays of codes that no known system explains. */
function typeNames(type: JsonObject | undefined, { systems }: Knowledge): readonly unknown[] {
  const local = objectsIn(type?.['coding']).filter((coding) => knownCodes([coding], systems).length === 0);
  return textsOf({ text: type?.['text'], coding: local });
}

/** True if one of the phrases stands in the clause, not within or across a look-alike. */
function holdsPhrase({ phrases, lookAlikes }: Payer, clause: Clause): boolean {
  const isOwn = (start: number, end: number) =>
    !lookAlikes.some((phrase) => clause.some((_, from) => from < end && (matchAt(phrase, clause, from) ?? 0) > start));
  return clause.some(({ text }, start) =>
    phrases.get(text.charAt(0))?.some((phrase) => {
      const end = matchAt(phrase, clause, start);
      return end !== undefined && isOwn(start, end);
    }),
  );
}

/** True if the name is the payer's, or holds one of its phrases. */
function isCalled(payer: Payer, name: readonly Clause[]): boolean {
  const [clause, another] = name;
  const isWhole = (phrase: Phrase) =>
    clause !== undefined && another === undefined && matchAt(phrase, clause, 0) === clause.length;
  return payer.wholeNames.some(isWhole) || name.some((each) => holdsPhrase(payer, each));
}

/** Most characters that are read of a name, and most names of one Coverage. */
const LONGEST_NAME = 1000;
const MOST_OF_COVERAGE = 200;

function lackingAmong(names: readonly string[]): MissingReason | undefined {
  if (names.length > MOST_OF_COVERAGE) return 'too-many';
  return names.some(({ length }) => length > LONGEST_NAME) ? 'text-too-long' : undefined;
}

/** Number of names that are memoized: those of payers and plans, which come again and again. */
const MOST_NAMES = 1000;

/** Finds the payers that a name means. */
type PayersCalled = (name: string) => ReadonlySet<Payer>;

function createPayersCalled({ payers }: Knowledge): PayersCalled {
  return memoize(MOST_NAMES, (name) => {
    // The full stop of an abbreviation ends no clause: a name is no sentence.
    const clauses = clausesOf(name.replaceAll('.', ' '));
    return new Set(payers.filter((payer) => isCalled(payer, clauses)));
  });
}

function evidenceOf(coverage: JsonObject, knowledge: Knowledge, payersCalled: PayersCalled): Evidence {
  const payors = objectsIn(coverage['payor']);
  const organizations = organizationsOf(coverage, payors);
  const type = asObject(coverage['type']);
  const identifiers = [...payors, ...organizations].flatMap(({ identifier }) => objectsIn(identifier));
  const classes = objectsIn(coverage['class']);
  const isGroup = (each: JsonObject) =>
    objectsIn(asObject(each['type'])?.['coding']).some(({ code }) => /group/i.test(String(code)));
  const called = (names: readonly string[]) =>
    new Set(names.slice(0, MOST_OF_COVERAGE).flatMap((name) => [...payersCalled(name.slice(0, LONGEST_NAME))]));
  const texts = (names: readonly unknown[]) => names.flatMap((name) => asText(name) ?? []);
  const inClasses = (some: readonly JsonObject[]) => some.flatMap(({ name, value }) => [name, value]);
  const names = texts([
    ...payors.flatMap((payor) => [payor['display'], kindOfPayor(payor)]),
    ...organizations.flatMap((organization) => [organization['name'], ...aliasesOf(organization)]),
    // Some clients write the payor's name where its number belongs.
    ...identifiers.map(({ value }) => value),
    ...inClasses(classes.filter((each) => !isGroup(each))),
    ...typeNames(type, knowledge),
  ]);
  const namesOfGroups = texts(inClasses(classes.filter(isGroup)));
  return {
    types: knownCodes(objectsIn(type?.['coding']), knowledge.systems),
    identifiers,
    called: called(names),
    calledByGroups: called(namesOfGroups),
    lacking: isShortened(coverage) ? 'text-too-long' : (lackingAmong(names) ?? lackingAmong(namesOfGroups)),
  };
}

function isTold({ types, identifiers }: Payer, evidence: Evidence): boolean {
  return (
    evidence.types.some((type) => types.some(({ system, code }) => system === type.system && code === type.code)) ||
    evidence.identifiers.some((own) =>
      identifiers.some(({ system, value }) => own['system'] === system && own['value'] === value),
    )
  );
}

/** The one of several that a Coverage speaks of: no more general one than another, then by kind, then by id. */
function mostExact(payers: readonly Payer[]): Payer | undefined {
  const rankOf = ({ kind }: Payer) => COVERAGE_KINDS.indexOf(kind);
  return payers
    .filter(({ id }) => !payers.some(({ narrows }) => narrows.has(id)))
    .toSorted((a, b) => rankOf(a) - rankOf(b) || a.id.localeCompare(b.id))[0];
}

/** The payer of the kind that codes or identifiers tell, unless a name narrows it; else the one that names tell. */
function find(payers: readonly Payer[], evidence: Evidence): Payer | undefined {
  const told = payers.filter((payer) => isTold(payer, evidence));
  const called = payers.filter((payer) => evidence.called.has(payer));
  const narrower = called.filter(({ narrows }) => told.some(({ id }) => narrows.has(id)));
  return mostExact(told.length > 0 ? [...told, ...narrower] : called);
}

/** Kinds that the name of a group may tell. */
const MEDICAL: ReadonlySet<CoverageKind> = new Set(['medical', 'last-resort']);

/** Payer of a Coverage, and the kind of coverage. */
interface Recognised {
  /** The id of a payer of the knowledge, or `other`. */
  readonly id: string;
  readonly kind: CoverageKind;
  /** The reason why it may be another one: a name may have been missed. */
  readonly lacking: MissingReason | undefined;
}

/** Identifies the payers of Coverages, each once. */
function createRecognise(knowledge: Knowledge): (coverage: JsonObject) => Recognised {
  const programmes = knowledge.payers.filter(({ programme }) => programme);
  const companies = knowledge.payers.filter(({ programme }) => !programme);
  const payersCalled = createPayersCalled(knowledge);
  const recognise = (coverage: JsonObject): Recognised => {
    const evidence = evidenceOf(coverage, knowledge, payersCalled);
    const ofGroups = programmes.filter((payer) => MEDICAL.has(payer.kind) && evidence.calledByGroups.has(payer));
    const payer = find(programmes, evidence) ?? mostExact(ofGroups) ?? find(companies, evidence);
    const { id, kind } = payer ?? { id: OTHER_PAYER, kind: 'medical' };
    return { id, kind, lacking: evidence.lacking };
  };
  return memoizeWeakly(recognise);
}

const recogniserOf = memoizeWeakly(createRecognise);

/**
 * Identifies the payer of a Coverage. A programme comes before the company that runs it; a code of
 * `type` or an identifier of the payor before a name. Names are read in the payors, the Organizations they refer to, the
 * classes and the type. The kind of an unknown payer is medical.
 */
export function payerOf(coverage: JsonObject, knowledge: Knowledge): Recognised {
  return recogniserOf(knowledge)(coverage);
}

/**
 * Recognises the payers of the patient's Coverages one after another, since there may be thousands; all orders ask for them. They are
 * known in part if the names of one were not all read.
 */
export function* recognisePayers(facts: Facts, knowledge: Knowledge): Generator<undefined, Facts> {
  let lacking: MissingReason | undefined;
  for (const coverage of resourcesOf(factNamed(facts, 'coverages'))) {
    lacking ??= payerOf(coverage, knowledge).lacking;
    yield;
  }
  return knownInPart(facts, 'coverages', lacking);
}
