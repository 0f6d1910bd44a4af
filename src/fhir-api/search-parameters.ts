import { asText, type JsonObject, objectsIn } from '../json.ts';
import type { PublishedType } from './published.ts';

/** A token: a code, and its system where it has one. */
export interface Token {
  readonly system: string | undefined;
  readonly code: string;
}

/** A search parameter of a type (FHIR R4 §3.1.1.4): the values by which a resource is found. */
export type SearchParameter = { readonly name: string; readonly definition: string } & (
  | { readonly type: 'string' | 'uri'; readonly valuesOf: (resource: JsonObject) => readonly string[] }
  | { readonly type: 'token'; readonly valuesOf: (resource: JsonObject) => readonly Token[] }
);

/** Values of FHIR R4's publication-status; without a system also found by their code. */
const STATUS = 'http://hl7.org/fhir/publication-status';
const definition = (id: string) => `http://hl7.org/fhir/SearchParameter/${id}`;

const textsAt = (resource: JsonObject, ...elements: readonly string[]) =>
  elements.flatMap((element) => {
    const value = resource[element];
    return (Array.isArray(value) ? value : [value]).flatMap((each) => asText(each) ?? []);
  });

const textParameter = (name: string, base: string, ...elements: readonly string[]) =>
  ({
    name,
    definition: definition(`${base}-${name}`),
    type: 'string',
    valuesOf: (resource) => textsAt(resource, ...elements),
  }) as const satisfies SearchParameter;

const codeParameter = (name: string, base: string, system?: string) =>
  ({
    name,
    definition: definition(`${base}-${name}`),
    type: 'token',
    valuesOf: (resource) => textsAt(resource, name).map((code) => ({ system, code })),
  }) as const satisfies SearchParameter;

const ID: SearchParameter = {
  name: '_id',
  definition: definition('Resource-id'),
  type: 'token',
  valuesOf: (resource) => textsAt(resource, 'id').map((code) => ({ system: undefined, code })),
};

const identifier = (base: string): SearchParameter => ({
  name: 'identifier',
  definition: definition(`${base}-identifier`),
  type: 'token',
  valuesOf: (resource) =>
    objectsIn(resource['identifier']).map(({ system, value }) => ({ system: asText(system), code: String(value) })),
});

const uniqueIdValue: SearchParameter = {
  name: 'value',
  definition: definition('NamingSystem-value'),
  type: 'string',
  valuesOf: (resource) => objectsIn(resource['uniqueId']).flatMap((each) => textsAt(each, 'value')),
};

/** The address, also with the version behind it, as resources refer to each other (FHIR R4 §2.24.0.2 canonical). */
const canonicalUrl = (base: string): SearchParameter => ({
  name: 'url',
  definition: definition(`${base}-url`),
  type: 'uri',
  valuesOf: ({ url, version }) => (version === undefined ? [String(url)] : [String(url), `${url}|${version}`]),
});

/** The parameters of a type with a canonical address; `base` begins the ids of their definitions. */
const canonical = (base: string): readonly SearchParameter[] => [
  ID,
  canonicalUrl(base),
  codeParameter('version', base),
  textParameter('name', base, 'name'),
  textParameter('title', base, 'title'),
  codeParameter('status', base, STATUS),
];

const payer = (base: string): readonly SearchParameter[] => [
  ID,
  textParameter('name', base, 'name', 'alias'),
  identifier(base),
];

/** The types that are served, each with its search parameters. */
export const SEARCH_PARAMETERS: Readonly<Record<PublishedType, readonly SearchParameter[]>> = {
  PlanDefinition: canonical('PlanDefinition'),
  Questionnaire: canonical('Questionnaire'),
  Library: canonical('Library'),
  ValueSet: canonical('conformance'),
  CodeSystem: canonical('conformance'),
  StructureDefinition: canonical('conformance'),
  NamingSystem: [
    ID,
    textParameter('name', 'conformance', 'name'),
    codeParameter('status', 'conformance', STATUS),
    uniqueIdValue,
  ],
  Organization: payer('Organization'),
  InsurancePlan: payer('InsurancePlan'),
};
