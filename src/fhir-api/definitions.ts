import packageFile from '../../package.json' with { type: 'json' };
import { ERROR_SYSTEM, ERRORS } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { topicsOf } from '../policies/describe-cards.ts';
import { extensionUrl, OWN_EXTENSIONS, type OwnExtension } from '../policies/extensions.ts';
import type { Knowledge } from '../policies/knowledge.ts';
import type { CodeSystem, Resource } from '../policies/resource-shapes.ts';
import { itemsIn, optionsOf } from '../questionnaires/items.ts';

/*
 * Definitions of what the resources here and the answers of the server refer to by address and no file defines: code systems of our own,
 * and our extensions. Each is made from where its codes or values stand.
 */

/** The definition of an extension (FHIR R4 §5.3). */
export interface StructureDefinition extends JsonObject {
  readonly resourceType: 'StructureDefinition';
  readonly id: string;
  readonly version: string;
  readonly status: 'active';
}

interface ListedCode {
  readonly system: string;
  readonly code: string;
  readonly display?: string | undefined;
}

/** The last part of an address, as an id. */
const idFor = (url: string) => (/[^/]*(?=\/*$)/.exec(url)?.[0] ?? '').replaceAll(/[^A-Za-z0-9.-]+/g, '-');
/** The name that FHIR wants for programs: `SomeName` for `some-name`. */
const nameFor = (id: string) => id.replaceAll(/(?:^|[^A-Za-z0-9]+)(\w)/g, (_, first: string) => first.toUpperCase());

/** A code system of these codes. Of codes that are listed twice the first counts. */
function codeSystemOf(codes: readonly ListedCode[], url: string, version: string, description: string): CodeSystem {
  const displays = new Map(codes.toReversed().map(({ code, display = code }) => [code, display]));
  return {
    resourceType: 'CodeSystem',
    id: idFor(url),
    url,
    version,
    name: nameFor(idFor(url)),
    status: 'active',
    description,
    content: 'complete',
    concept: [...displays].toReversed().map(([code, display]) => ({ code, display })),
  };
}

/** The codes that a ValueSet or a form lists. */
function codesIn(resource: Resource): readonly ListedCode[] {
  if (resource.resourceType === 'ValueSet')
    return resource.compose.include.flatMap(({ system, concept = [] }) => concept.map((each) => ({ ...each, system })));
  if (resource.resourceType !== 'Questionnaire') return [];
  const options = itemsIn(resource).flatMap(({ item }) => optionsOf(item, resource));
  return options.flatMap(({ system, code, display }) => (system && code ? [{ system, code, display }] : []));
}

/** The systems that a resource defines or names. */
function systemsIn(resource: Resource): readonly string[] {
  if (resource.resourceType === 'CodeSystem') return [resource.url];
  return resource.resourceType === 'NamingSystem' ? resource.uniqueId.map(({ value }) => value) : [];
}

const originOf = (url: string) => (URL.canParse(url) ? new URL(url).origin : undefined);

/** The code systems of the publisher of a ValueSet or a form whose codes stand only there. */
function listedCodeSystems(resources: readonly Resource[]): readonly CodeSystem[] {
  const elsewhere = new Set(resources.flatMap(systemsIn));
  const lists = resources.flatMap((resource) =>
    resource.resourceType === 'ValueSet' || resource.resourceType === 'Questionnaire'
      ? [{ resource, codes: codesIn(resource) }]
      : [],
  );
  const ownSystems = lists.flatMap(({ resource, codes }) =>
    codes.flatMap(({ system }) => (originOf(system) === originOf(resource.url) ? system : [])),
  );
  return [...new Set(ownSystems)].flatMap((system) => {
    const using = lists.filter(({ codes }) => codes.some((each) => each.system === system));
    const [first] = using;
    if (!first || elsewhere.has(system)) return [];
    const titles = using.map(({ resource }) => resource.title ?? resource.name);
    const codes = using.flatMap((list) => list.codes.filter((each) => each.system === system));
    return [codeSystemOf(codes, system, first.resource.version, `The codes of: ${[...new Set(titles)].join('; ')}.`)];
  });
}

const { version } = packageFile;

function topicCodes({ policies, cards }: Knowledge, system: string): readonly ListedCode[] {
  return topicsOf({ policies, cards }).flatMap(({ topic, epic, policy, action }) => [
    { system, code: topic, display: policy.title },
    { system, code: epic, display: `${policy.title}: ${action.title}` },
  ]);
}

const errorCodes = Object.entries(ERRORS).map(([code, { text }]) => ({ system: ERROR_SYSTEM, code, display: text }));

const element = (id: string, more: JsonObject = {}) => ({ id, path: id.replaceAll(/:\w+/g, ''), ...more });

/** The differential of an extension's value, or of the parts in its place. */
function differential(url: string, { value, meaning }: OwnExtension): readonly JsonObject[] {
  const root = element('Extension', { short: meaning, definition: meaning });
  if (typeof value === 'string')
    return [
      root,
      element('Extension.extension', { max: '0' }),
      element('Extension.url', { fixedUri: url }),
      element('Extension.value[x]', { min: 1, type: [{ code: value }] }),
    ];
  const parts = Object.entries(value).flatMap(([name, type]) => {
    const part = `Extension.extension:${name}`;
    return [
      element(part, { sliceName: name, min: 1, max: '1' }),
      element(`${part}.url`, { fixedUri: name }),
      element(`${part}.value[x]`, { min: 1, type: [{ code: type }] }),
    ];
  });
  return [root, ...parts, element('Extension.url', { fixedUri: url }), element('Extension.value[x]', { max: '0' })];
}

function extensionDefinition(id: keyof typeof OWN_EXTENSIONS): StructureDefinition {
  const extension = OWN_EXTENSIONS[id];
  const url = extensionUrl(id);
  return {
    resourceType: 'StructureDefinition',
    id,
    url,
    version,
    name: nameFor(id),
    status: 'active',
    description: extension.meaning,
    fhirVersion: '4.0.1',
    kind: 'complex-type',
    abstract: false,
    context: extension.on.map((expression) => ({ type: 'element', expression })),
    type: 'Extension',
    baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Extension',
    derivation: 'constraint',
    differential: { element: differential(url, extension) },
  };
}

const EXTENSION_NAMES = Object.keys(OWN_EXTENSIONS) as readonly (keyof typeof OWN_EXTENSIONS)[];
const extensionDefinitions = EXTENSION_NAMES.map(extensionDefinition);

/** The definitions that stand in no file. `topicSystem` is the code system of the cards' topics. */
export function definitionsOf(
  knowledge: Knowledge,
  topicSystem: string,
): readonly (CodeSystem | StructureDefinition)[] {
  return [
    ...listedCodeSystems([...knowledge.resources.values()]),
    codeSystemOf(topicCodes(knowledge, topicSystem), topicSystem, version, 'Topics of the cards.'),
    codeSystemOf(errorCodes, ERROR_SYSTEM, version, 'Errors of the server, in the details of an OperationOutcome.'),
    ...extensionDefinitions,
  ];
}
