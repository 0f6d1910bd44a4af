import * as Type from 'typebox';
import { asObject } from '../json.ts';
import { createSystems, type Systems } from '../matching/code-systems.ts';
import { createLanguage, readGroups } from '../matching/language.ts';
import { createNameLexicon, readNames } from '../matching/names.ts';
import { canonicalOf, checkQuestionnaires } from '../questionnaires/check.ts';
import { QuestionnaireShape } from '../questionnaires/questionnaire-shape.ts';
import { didYouMean } from '../schema/did-you-mean.ts';
import { formFaults } from '../schema/form-faults.ts';
import { type Validator, validatorOf } from '../schema/validator.ts';
import { checkOverlaps, compileAdoption } from './adoption.ts';
import { type AdoptionFile, AdoptionShape } from './adoption-shape.ts';
import { type CardTemplate, CardTemplateShape } from './card-template.ts';
import type { FaultList } from './fault.ts';
import type { Knowledge, OverrideReason } from './knowledge.ts';
import { checkLanguage } from './language-faults.ts';
import { compileMissingWords } from './missing-words.ts';
import { readNamingSystems } from './naming-systems.ts';
import { compilePayer } from './payer.ts';
import { compilePolicy, type PolicyVocabulary } from './policy.ts';
import { checkReferences, type Known, TO_DO } from './references.ts';
import {
  type CodeSystem,
  CodeSystemShape,
  InsurancePlanShape,
  LibraryShape,
  NamingSystemShape,
  OrganizationShape,
  PlanDefinitionShape,
  type Resource,
  ValueSetShape,
} from './resource-shapes.ts';
import { compileSearchOutcomes } from './search-outcomes.ts';
import { compileValueSet } from './value-set.ts';
import { checkVersions } from './versions.ts';

/** A file of the knowledge, read but not yet checked. */
export interface KnowledgeFile {
  /** Path relative to the knowledge root. */
  readonly name: string;
  /** Undefined if the file could not be read as YAML or JSON. */
  readonly content: unknown;
  readonly text: string;
}

/** Begins the names of files that say what a payer adopted. */
const ADOPTIONS = 'adoptions/';

/** The CodeSystems that hold no names. */
const SEARCH_OUTCOMES = 'search-outcomes';
const MISSING_DATA = 'missing-data';
const LANGUAGE = 'order-language';
/** The one ValueSet that holds no clinical codes: what clinicians may answer to a card. */
const OVERRIDE_REASONS = 'override-reasons';

const isCard = validatorOf(CardTemplateShape, { allErrors: true });
const isAdoption = validatorOf(AdoptionShape, { allErrors: true });
const SHAPES: Readonly<Record<Resource['resourceType'], Type.TSchema>> = {
  NamingSystem: NamingSystemShape,
  ValueSet: ValueSetShape,
  CodeSystem: CodeSystemShape,
  PlanDefinition: PlanDefinitionShape,
  Library: LibraryShape,
  Organization: OrganizationShape,
  InsurancePlan: InsurancePlanShape,
  Questionnaire: QuestionnaireShape,
};
const resourceValidators = new Map(
  Object.entries(SHAPES).map(([type, shape]) => [type, validatorOf(Type.Unsafe<Resource>(shape), { allErrors: true })]),
);

function reportForm({ errors }: Validator<unknown>, file: string, type: string, faults: FaultList): void {
  for (const { element, reason } of formFaults(errors))
    faults.add(file, [type, element].filter((part) => part !== '').join('.') || 'file', reason);
}

function checkedResource({ name, content }: KnowledgeFile, faults: FaultList): Resource | undefined {
  const type = String(asObject(content)?.['resourceType']);
  const validate = resourceValidators.get(type);
  if (!validate) {
    const known = didYouMean(type, resourceValidators.keys());
    faults.add(name, 'resourceType', `${type} is not a kind of resource the knowledge is made of${known}`);
  } else if (validate(content)) return content;
  else reportForm(validate, name, type, faults);
  return undefined;
}

type ByFile<T extends Resource['resourceType']> = ReadonlyMap<string, Extract<Resource, { resourceType: T }>>;

function ofType<T extends Resource['resourceType']>(resources: ReadonlyMap<string, Resource>, type: T): ByFile<T> {
  const isType = (entry: [string, Resource]): entry is [string, Extract<Resource, { resourceType: T }>] =>
    entry[1].resourceType === type;
  return new Map([...resources].filter(isType));
}

function reportTwins(entries: Iterable<readonly [file: string, id: string, element: string]>, faults: FaultList): void {
  const owners = new Map<string, string>();
  for (const [file, id, element] of entries) {
    const owner = owners.get(id);
    if (owner) faults.add(file, element, `${id} is also in ${owner}`);
    owners.set(id, file);
  }
}

function overrideReasonsOf(sets: ByFile<'ValueSet'>): ReadonlyMap<string, OverrideReason> {
  const set = [...sets.values()].find(({ id }) => id === OVERRIDE_REASONS);
  const concepts = (set?.compose.include ?? []).flatMap(({ system, concept = [] }) =>
    concept.map(({ code, display }) => ({ system, code, display: display ?? code })),
  );
  return new Map(concepts.map((reason) => [reason.code, reason]));
}

const NAMED = /"(?:url|id)"\s*:\s*"([^"]+)"/g;

/** Lists the names by which other files may reference a malformed file. */
function namesIn({ name, text }: KnowledgeFile): readonly string[] {
  return [name, ...[...text.matchAll(NAMED)].flatMap(([, named]) => named ?? [])];
}

function readAll(files: readonly KnowledgeFile[], faults: FaultList) {
  const resources = new Map<string, Resource>();
  const cards = new Map<string, CardTemplate>();
  const adoptions = new Map<string, AdoptionFile>();
  for (const file of files) {
    // The read error was reported before.
    if (file.content === undefined) continue;
    if (file.name.startsWith(ADOPTIONS)) {
      if (isAdoption(file.content)) adoptions.set(file.name, file.content);
      else reportForm(isAdoption, file.name, '', faults);
    } else if (file.name.endsWith('.yaml')) {
      if (isCard(file.content)) cards.set(file.name, file.content);
      else reportForm(isCard, file.name, '', faults);
    } else {
      const resource = checkedResource(file, faults);
      if (resource) resources.set(file.name, resource);
    }
  }
  const broken = new Set(files.filter(({ name }) => !resources.has(name) && !cards.has(name)).flatMap(namesIn));
  return { resources, cards, adoptions, broken };
}

/** The code systems. Where one is faulty, no address counts as unknown: that would be a fault of each of its codes. */
function readSystems(resources: ReadonlyMap<string, Resource>, faults: FaultList): Systems {
  const before = faults.faults.length;
  const systems = createSystems(readNamingSystems(ofType(resources, 'NamingSystem'), faults));
  return faults.faults.length === before ? systems : { ...systems, isCanonical: () => true };
}

/** Addresses that resources should have by their ids, where they have that of another: what refers to them is no fault of its own. */
function displacedUrls(resources: Iterable<readonly [file: string, { readonly id: string; readonly url: string }]>) {
  const byUrl = Map.groupBy(
    [...resources].map(([, resource]) => resource),
    ({ url }) => url,
  );
  return [...byUrl.values()]
    .filter(({ length }) => length > 1)
    .flatMap((twins) => twins.map(({ id, url }) => url.replace(/[^/]+$/, id)));
}

/** Addresses of the ValueSets that have faults. */
function faultyUrls(sets: ByFile<'ValueSet'>, { faults }: FaultList): readonly string[] {
  const files = new Set(faults.map(({ file }) => file));
  return [...sets].flatMap(([file, { url }]) => (files.has(file) ? [url] : []));
}

/** The CodeSystem with this id and its file; the folder where it should be if there is none. */
function withId(id: string, systems: ByFile<'CodeSystem'>): [system: CodeSystem | undefined, file: string] {
  const [file, system] = [...systems].find(([, candidate]) => candidate.id === id) ?? ['fhir-resources/terminology'];
  return [system, file];
}

/** The names of all policies and the language they are read in, checked against one another. */
function readWords(
  codeSystems: ByFile<'CodeSystem'>,
  faults: FaultList,
): Pick<Knowledge, 'names' | 'namesOf' | 'language'> {
  const reportIn = (file: string) => (element: string, reason: string) => faults.add(file, element, reason);
  const holdNames = ({ id }: CodeSystem) => id !== SEARCH_OUTCOMES && id !== MISSING_DATA && id !== LANGUAGE;
  const groups = [...codeSystems].flatMap(([file, system]) =>
    system.id === LANGUAGE ? readGroups(system, reportIn(file)).map((entry) => ({ file, entry })) : [],
  );
  const names = [...codeSystems].flatMap(([file, system]) =>
    holdNames(system) ? readNames(system, reportIn(file)).map((entry) => ({ file, entry })) : [],
  );
  checkLanguage(groups, names, faults);
  return {
    names: createNameLexicon(names.map(({ entry }) => entry)),
    namesOf: Map.groupBy(
      names.map(({ entry }) => entry),
      ({ system }) => system,
    ),
    language: createLanguage(groups.map(({ entry }) => entry)),
  };
}

/** The payers, each with an id of its own, whose references to one another lead somewhere. */
function readPayers(
  resources: ReadonlyMap<string, Resource>,
  systems: Systems,
  faults: FaultList,
): Knowledge['payers'] {
  const payers = [...ofType(resources, 'InsurancePlan'), ...ofType(resources, 'Organization')];
  reportTwins(
    payers.map(([file, { resourceType, id }]) => [file, id, `${resourceType}.id`]),
    faults,
  );
  const known = new Set(payers.map(([, { id }]) => id));
  return payers.map(([file, payer]) => {
    const compiled = compilePayer(payer, file, systems, faults);
    for (const id of compiled.narrows)
      if (!known.has(id))
        faults.add(file, `${payer.resourceType}.extension`, `payer ${id} is unknown${didYouMean(id, known)}`);
    return compiled;
  });
}

/** Puts the files together and checks every reference between them. Faults are collected, not thrown. */
export function assemble(files: readonly KnowledgeFile[], vocabulary: PolicyVocabulary, faults: FaultList): Knowledge {
  const { resources, cards, adoptions, broken } = readAll(files, faults);
  const systems = readSystems(resources, faults);
  const valueSets = ofType(resources, 'ValueSet');
  const codeSystems = ofType(resources, 'CodeSystem');
  const clinicalSets = [...valueSets].filter(([, { id }]) => id !== OVERRIDE_REASONS);
  const codeSets = new Map(clinicalSets.map(([file, set]) => [set.url, compileValueSet(set, file, systems, faults)]));
  const { names, namesOf, language } = readWords(codeSystems, faults);
  const libraries = ofType(resources, 'Library');
  const context = {
    vocabulary,
    libraries: new Map([...libraries].map(([file, resource]) => [resource.url, { file, resource }])),
    faults,
  };
  const policies = [...ofType(resources, 'PlanDefinition')].map(([file, plan]) => compilePolicy(plan, file, context));
  const overrideReasons = overrideReasonsOf(valueSets);
  const payers = readPayers(resources, systems, faults);
  const canonical = [...valueSets, ...codeSystems, ...libraries];
  reportTwins(
    canonical.map(([file, { resourceType, url }]) => [file, url, `${resourceType}.url`]),
    faults,
  );
  checkVersions(policies, faults);
  for (const { file, actions } of policies) {
    const own = actions.map(({ id }, at) => [file, id, `PlanDefinition.action[0].action[${at}].id`] as const);
    reportTwins(own, faults);
  }
  const questionnaires = ofType(resources, 'Questionnaire');
  checkQuestionnaires(questionnaires, faults);
  const known: Known = {
    sets: codeSets,
    names: new Set([...codeSystems.values()].map(({ url }) => url)),
    payers: new Set(payers.map(({ id }) => id)),
    cards,
    reasons: new Set(overrideReasons.keys()),
    broken: new Set([...broken, ...faultyUrls(valueSets, faults), ...displacedUrls(canonical)]),
    unfinished: new Map(
      [...valueSets, ...codeSystems].flatMap(([file, set]) =>
        JSON.stringify(set).includes(TO_DO) ? [[set.url, file] as const] : [],
      ),
    ),
  };
  checkReferences(policies, known, faults);
  const forms = new Set([...questionnaires.values()].map(canonicalOf));
  const adoptable = { policies, questionnaires: forms, broken };
  const adopted = [...adoptions].flatMap(([file, content]) => compileAdoption(content, file, adoptable, faults) ?? []);
  checkOverlaps(adopted, faults);
  return {
    systems,
    codeSets,
    names,
    namesOf,
    language,
    payers,
    policies,
    adoptions: adopted,
    questionnaires: [...questionnaires.values()],
    cards,
    overrideReasons,
    resources,
    searchOutcomes: compileSearchOutcomes(...withId(SEARCH_OUTCOMES, codeSystems), faults),
    missingWords: compileMissingWords(...withId(MISSING_DATA, codeSystems), faults),
  };
}
