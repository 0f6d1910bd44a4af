import * as Type from 'typebox';
import type { Questionnaire } from '../questionnaires/questionnaire-shape.ts';
import { strict } from '../schema/members.ts';
import { fhirId, text, variableName } from '../schema/text-shapes.ts';

/*
 * The part of FHIR R4 that the knowledge uses, as JSON Schema and as type from one source. Strict on purpose:
 * an element that nobody reads is a fault, since a misspelt one would otherwise be skipped in silence.
 */
const optional = Type.Optional(text);
const url = Type.String({ pattern: '^https?://\\S+$', title: 'an address with http:// or https://' });

const Extension = Type.Object(
  {
    url,
    valueString: optional,
    valueBoolean: Type.Optional(Type.Boolean()),
    valueCode: optional,
    valueExpression: Type.Optional(
      Type.Object(
        {
          name: variableName,
          language: Type.Literal('text/fhirpath'),
          expression: text,
          description: optional,
          extension: Type.Optional(Type.Array(Type.Object({ url, valueString: text }, strict))),
        },
        strict,
      ),
    ),
    extension: Type.Optional(Type.Array(Type.Object({ url: text, valueString: optional, valueUri: optional }, strict))),
  },
  strict,
);
const extension = Type.Optional(Type.Array(Extension));
const Coding = Type.Object({ system: optional, code: optional, display: optional }, strict);
const Concept = Type.Object({ coding: Type.Optional(Type.Array(Coding)), text: optional }, strict);
const Period = Type.Object({ start: optional, end: optional }, strict);

const metadata = {
  id: fhirId,
  url,
  version: text,
  name: text,
  title: optional,
  status: Type.Enum(['draft', 'active', 'retired']),
  date: optional,
  publisher: optional,
  description: optional,
  extension,
};

export const NamingSystemShape = Type.Object(
  {
    resourceType: Type.Literal('NamingSystem'),
    id: metadata.id,
    name: text,
    status: metadata.status,
    kind: Type.Literal('codesystem'),
    date: text,
    description: optional,
    extension,
    uniqueId: Type.Array(
      Type.Object(
        {
          type: Type.Enum(['uri', 'oid', 'other']),
          value: text,
          preferred: Type.Optional(Type.Boolean()),
          comment: optional,
        },
        strict,
      ),
      { minItems: 1 },
    ),
  },
  strict,
);

const SetConcept = Type.Object({ code: text, display: optional, extension }, strict);
const SetFilter = Type.Object(
  {
    property: Type.Enum(['concept', 'code']),
    op: Type.Enum(['is-a', 'regex']),
    value: text,
    extension,
  },
  strict,
);
const Include = Type.Object(
  {
    system: url,
    concept: Type.Optional(Type.Array(SetConcept, { minItems: 1 })),
    filter: Type.Optional(Type.Array(SetFilter, { minItems: 1 })),
    extension,
  },
  strict,
);
export const ValueSetShape = Type.Object(
  {
    resourceType: Type.Literal('ValueSet'),
    ...metadata,
    compose: Type.Object(
      { include: Type.Array(Include, { minItems: 1 }), exclude: Type.Optional(Type.Array(Include)) },
      strict,
    ),
  },
  strict,
);

const NameProperty = Type.Object(
  { code: text, valueString: optional, valueBoolean: Type.Optional(Type.Boolean()), valueCode: optional },
  strict,
);
const NameConcept = Type.Object(
  {
    code: Type.String({ pattern: '^[a-z0-9-]+$', title: 'lower-case letters, digits and hyphens' }),
    display: text,
    definition: optional,
    designation: Type.Optional(Type.Array(Type.Object({ value: text, language: optional }, strict), { minItems: 1 })),
    property: Type.Optional(Type.Array(NameProperty)),
  },
  strict,
);
export const CodeSystemShape = Type.Object(
  {
    resourceType: Type.Literal('CodeSystem'),
    ...metadata,
    content: Type.Literal('complete'),
    property: Type.Optional(Type.Array(Type.Object({ code: text, type: text, description: text }, strict))),
    concept: Type.Array(NameConcept, { minItems: 1 }),
  },
  strict,
);

const Condition = Type.Object(
  {
    kind: Type.Literal('applicability'),
    expression: Type.Object(
      {
        // FHIR R4 Expression.name is an id: the words by which explain and the pages name the condition are the description.
        name: Type.Optional(fhirId),
        description: optional,
        language: Type.Literal('text/fhirpath'),
        expression: text,
      },
      strict,
    ),
    extension,
  },
  strict,
);
const Trigger = Type.Object({ type: Type.Literal('named-event'), name: text }, strict);
/** FHIR R4 request-priority, lowest first. */
export const PRIORITIES = ['routine', 'urgent', 'asap', 'stat'] as const;

const LeafAction = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z][a-z-]*$', title: 'lower-case letters and hyphens, the first a letter' }),
    title: text,
    description: optional,
    priority: Type.Optional(Type.Enum(PRIORITIES)),
    trigger: Type.Optional(Type.Array(Trigger, { minItems: 1 })),
    condition: Type.Optional(Type.Array(Condition, { minItems: 1 })),
    definitionUri: Type.String({
      pattern: '^cards/(?:[a-z0-9-]+/)?[a-z0-9-]+\\.yaml$',
      title: 'the path of a card, such as cards/<policy>/<action>.yaml',
    }),
    extension,
  },
  strict,
);
const Scope = Type.Object(
  {
    title: text,
    description: optional,
    trigger: Type.Array(Trigger, { minItems: 1 }),
    condition: Type.Array(Condition, { minItems: 1 }),
    action: Type.Array(LeafAction, { minItems: 1 }),
    extension,
  },
  strict,
);
export const PlanDefinitionShape = Type.Object(
  {
    resourceType: Type.Literal('PlanDefinition'),
    ...metadata,
    title: text,
    publisher: text,
    description: text,
    type: Concept,
    effectivePeriod: Type.Optional(Period),
    approvalDate: optional,
    lastReviewDate: optional,
    useContext: Type.Optional(Type.Array(Type.Object({ code: Coding, valueCodeableConcept: Concept }, strict))),
    topic: Type.Array(Concept, { minItems: 1 }),
    /** Libraries whose variables the policy uses. */
    library: Type.Optional(Type.Array(url, { minItems: 1 })),
    relatedArtifact: Type.Optional(
      Type.Array(
        Type.Object({ type: text, label: optional, display: text, citation: optional, url: optional }, strict),
      ),
    ),
    action: Type.Array(Scope, { minItems: 1, maxItems: 1 }),
  },
  strict,
);

/** Expressions that several policies share. */
export const LibraryShape = Type.Object(
  {
    resourceType: Type.Literal('Library'),
    ...metadata,
    title: text,
    description: text,
    type: Concept,
  },
  strict,
);

const payerIdentifiers = Type.Optional(Type.Array(Type.Object({ system: url, value: text }, strict), { minItems: 1 }));
export const OrganizationShape = Type.Object(
  {
    resourceType: Type.Literal('Organization'),
    id: metadata.id,
    active: Type.Boolean(),
    name: text,
    alias: Type.Optional(Type.Array(text)),
    identifier: payerIdentifiers,
    extension,
  },
  strict,
);
export const InsurancePlanShape = Type.Object(
  {
    resourceType: Type.Literal('InsurancePlan'),
    id: metadata.id,
    status: metadata.status,
    name: text,
    alias: Type.Optional(Type.Array(text)),
    identifier: payerIdentifiers,
    type: Type.Optional(Type.Array(Concept)),
    ownedBy: Type.Optional(Type.Object({ reference: text }, strict)),
    extension,
  },
  strict,
);

export type NamingSystem = Type.Static<typeof NamingSystemShape>;
export type ValueSet = Type.Static<typeof ValueSetShape>;
export type CodeSystem = Type.Static<typeof CodeSystemShape>;
export type PlanDefinition = Type.Static<typeof PlanDefinitionShape>;
export type Library = Type.Static<typeof LibraryShape>;
export type Organization = Type.Static<typeof OrganizationShape>;
export type InsurancePlan = Type.Static<typeof InsurancePlanShape>;
export type Resource =
  | NamingSystem
  | ValueSet
  | CodeSystem
  | PlanDefinition
  | Library
  | Organization
  | InsurancePlan
  | Questionnaire;
