import type { ValidateFunction } from 'ajv';
import { asObject } from '../json.ts';
import { createSystems } from '../matching/code-systems.ts';
import { createLexicon, namesOf } from '../matching/lexicon.ts';
import type { Shape } from '../shape.ts';
import { validatorOf } from '../validator.ts';
import { compileAdoption } from './adoption.ts';
import { type AdoptionFile, AdoptionShape } from './adoption-shape.ts';
import { type CardTemplate, CardTemplateShape } from './card-template.ts';
import type { FaultList } from './fault.ts';
import type { Knowledge, OverrideReason } from './knowledge.ts';
import { compileMissingWords } from './missing-words.ts';
import { compilePayer } from './payer.ts';
import { compilePolicy, type Vocabulary } from './policy.ts';
import { checkReferences, type Known } from './references.ts';
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
} from './resource-schema.ts';
import { compileSearchOutcomes } from './search-outcomes.ts';
import { compileValueSet } from './value-set.ts';

/** A file of the knowledge, read but not yet checked. */
export interface KnowledgeFile {
  /** Path relative to the knowledge root. */
  readonly name: string;
  readonly content: unknown;
}

/** The CodeSystems that hold no names. */
const SEARCH_OUTCOMES = 'search-outcomes';
const MISSING_DATA = 'missing-data';
/** The one ValueSet that holds no clinical codes: what clinicians may answer to a card. */
const OVERRIDE_REASONS = 'override-reasons';

const isCard = validatorOf(CardTemplateShape, { allErrors: true });
const isAdoption = validatorOf(AdoptionShape, { allErrors: true });
const SHAPES: { readonly [T in Resource['resourceType']]: Shape<Extract<Resource, { resourceType: T }>> } = {
  NamingSystem: NamingSystemShape,
  ValueSet: ValueSetShape,
  CodeSystem: CodeSystemShape,
  PlanDefinition: PlanDefinitionShape,
  Library: LibraryShape,
  Organization: OrganizationShape,
  InsurancePlan: InsurancePlanShape,
};
const resourceValidators = new Map(
  Object.entries(SHAPES).map(([type, shape]) => [type, validatorOf<Resource>(shape, { allErrors: true })]),
);

function reportShape(validate: ValidateFunction, file: string, faults: FaultList): void {
  for (const { instancePath, message, params } of validate.errors ?? []) {
    const extra = params['additionalProperty'] ? `: ${String(params['additionalProperty'])}` : '';
    faults.add(file, instancePath === '' ? '/' : instancePath, `${message ?? 'has the wrong form'}${extra}`);
  }
}

function readResource({ name, content }: KnowledgeFile, faults: FaultList): Resource | undefined {
  const type = String(asObject(content)?.['resourceType']);
  const validate = resourceValidators.get(type);
  if (!validate) faults.add(name, 'resourceType', `${type} is not a kind of resource the knowledge is made of`);
  else if (validate(content)) return content;
  else reportShape(validate, name, faults);
  return undefined;
}

type ByFile<T extends Resource['resourceType']> = ReadonlyMap<string, Extract<Resource, { resourceType: T }>>;

function ofType<T extends Resource['resourceType']>(resources: ReadonlyMap<string, Resource>, type: T): ByFile<T> {
  const isType = (entry: [string, Resource]): entry is [string, Extract<Resource, { resourceType: T }>] =>
    entry[1].resourceType === type;
  return new Map([...resources].filter(isType));
}

function reportTwins(entries: Iterable<readonly [file: string, id: string]>, element: string, faults: FaultList): void {
  const owners = new Map<string, string>();
  for (const [file, id] of entries) {
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

function readAll(files: readonly KnowledgeFile[], faults: FaultList) {
  const resources = new Map<string, Resource>();
  const cards = new Map<string, CardTemplate>();
  const adoptions = new Map<string, AdoptionFile>();
  for (const file of files) {
    if (file.name.startsWith('adoptions/')) {
      if (isAdoption(file.content)) adoptions.set(file.name, file.content);
      else reportShape(isAdoption, file.name, faults);
    } else if (file.name.endsWith('.yaml')) {
      if (isCard(file.content)) cards.set(file.name, file.content);
      else reportShape(isCard, file.name, faults);
    } else {
      const resource = readResource(file, faults);
      if (resource) resources.set(file.name, resource);
    }
  }
  return { resources, cards, adoptions };
}

/** The CodeSystem with this id and its file; the folder where it should be if there is none. */
function withId(id: string, systems: ByFile<'CodeSystem'>): [system: CodeSystem | undefined, file: string] {
  const [file, system] = [...systems].find(([, candidate]) => candidate.id === id) ?? ['fhir-resources/terminology'];
  return [system, file];
}

/** Puts the files together and checks every reference between them. Faults are collected, not thrown. */
export function assemble(files: readonly KnowledgeFile[], vocabulary: Vocabulary, faults: FaultList): Knowledge {
  const { resources, cards, adoptions } = readAll(files, faults);
  const systems = createSystems(ofType(resources, 'NamingSystem'), faults);
  const valueSets = ofType(resources, 'ValueSet');
  const codeSystems = ofType(resources, 'CodeSystem');
  const clinicalSets = [...valueSets].filter(([, { id }]) => id !== OVERRIDE_REASONS);
  const codeSets = new Map(clinicalSets.map(([file, set]) => [set.url, compileValueSet(set, file, systems, faults)]));
  const words = [...codeSystems].flatMap(([file, system]) =>
    system.id === SEARCH_OUTCOMES || system.id === MISSING_DATA ? [] : namesOf(system, file, faults),
  );
  const isPolicyWord = (role: string) => role === 'name' || role === 'look-alike';
  const libraries = ofType(resources, 'Library');
  const context = {
    vocabulary,
    libraries: new Map([...libraries].map(([file, resource]) => [resource.url, { file, resource }])),
    faults,
  };
  const policies = [...ofType(resources, 'PlanDefinition')].map(([file, plan]) => compilePolicy(plan, file, context));
  const overrideReasons = overrideReasonsOf(valueSets);
  const payers = [...ofType(resources, 'InsurancePlan'), ...ofType(resources, 'Organization')];
  const canonical = [...valueSets, ...codeSystems, ...libraries];
  reportTwins(
    canonical.map(([file, { url }]) => [file, url]),
    'url',
    faults,
  );
  const ids = [...policies, ...payers.map(([file, { id }]) => ({ file, id }))];
  reportTwins(
    ids.map(({ file, id }) => [file, id]),
    'id',
    faults,
  );
  for (const { file, actions } of policies) {
    const own = actions.map(({ id }) => [file, id] as const);
    reportTwins(own, 'action.id', faults);
  }
  const known: Known = {
    sets: codeSets,
    names: new Set([...codeSystems.values()].map(({ url }) => url)),
    payers: new Set(payers.map(([, { id }]) => id)),
    cards,
    reasons: new Set(overrideReasons.keys()),
  };
  checkReferences(policies, known, faults);
  return {
    systems,
    codeSets,
    names: createLexicon(words.filter(({ role }) => isPolicyWord(role))),
    language: createLexicon(words.filter(({ role }) => !isPolicyWord(role))),
    payers: payers.map(([file, payer]) => compilePayer(payer, file, systems, faults)),
    policies,
    adoptions: [...adoptions].flatMap(([file, content]) => compileAdoption(content, file, policies, faults) ?? []),
    cards,
    overrideReasons,
    searchOutcomes: compileSearchOutcomes(...withId(SEARCH_OUTCOMES, codeSystems), faults),
    missingWords: compileMissingWords(...withId(MISSING_DATA, codeSystems), faults),
  };
}
