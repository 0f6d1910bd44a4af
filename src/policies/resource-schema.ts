import * as Type from '../shape.ts';

/*
 * The part of FHIR R4 that the knowledge uses, as JSON Schema and as type from one source. Strict on purpose:
 * an element that nobody reads is a fault, since a misspelt one would otherwise be skipped in silence.
 */
const strict = { additionalProperties: false } as const;
const text = Type.string({ minLength: 1 });
const optional = Type.optional(text);
const url = Type.string({ pattern: '^https?://\\S+$' });

const Extension = Type.object(
  {
    url,
    valueString: optional,
    valueBoolean: Type.optional(Type.boolean()),
    valueCode: optional,
    valueExpression: Type.optional(
      Type.object(
        {
          name: Type.string({ pattern: '^[a-z][A-Za-z0-9]*$' }),
          language: Type.literal('text/fhirpath'),
          expression: text,
          description: optional,
          extension: Type.optional(Type.array(Type.object({ url, valueString: text }, strict))),
        },
        strict,
      ),
    ),
    extension: Type.optional(Type.array(Type.object({ url: text, valueString: optional, valueUri: optional }, strict))),
  },
  strict,
);
const extension = Type.optional(Type.array(Extension));
const Coding = Type.object({ system: optional, code: optional, display: optional }, strict);
const Concept = Type.object({ coding: Type.optional(Type.array(Coding)), text: optional }, strict);
const Period = Type.object({ start: optional, end: optional }, strict);

const metadata = {
  id: Type.string({ pattern: '^[A-Za-z0-9.-]{1,64}$' }),
  url,
  version: text,
  name: text,
  title: optional,
  status: Type.union([Type.literal('draft'), Type.literal('active'), Type.literal('retired')]),
  date: optional,
  publisher: optional,
  description: optional,
  extension,
};

export const NamingSystemShape = Type.object(
  {
    resourceType: Type.literal('NamingSystem'),
    id: metadata.id,
    name: text,
    status: metadata.status,
    kind: Type.literal('codesystem'),
    date: text,
    description: optional,
    extension,
    uniqueId: Type.array(
      Type.object(
        {
          type: Type.union([Type.literal('uri'), Type.literal('oid'), Type.literal('other')]),
          value: text,
          preferred: Type.optional(Type.boolean()),
          comment: optional,
        },
        strict,
      ),
      { minItems: 1 },
    ),
  },
  strict,
);

const SetConcept = Type.object({ code: text, display: optional, extension }, strict);
const SetFilter = Type.object(
  {
    property: Type.union([Type.literal('concept'), Type.literal('code')]),
    op: Type.union([Type.literal('is-a'), Type.literal('regex')]),
    value: text,
    extension,
  },
  strict,
);
const Include = Type.object(
  {
    system: url,
    concept: Type.optional(Type.array(SetConcept, { minItems: 1 })),
    filter: Type.optional(Type.array(SetFilter, { minItems: 1 })),
    extension,
  },
  strict,
);
export const ValueSetShape = Type.object(
  {
    resourceType: Type.literal('ValueSet'),
    ...metadata,
    compose: Type.object(
      { include: Type.array(Include, { minItems: 1 }), exclude: Type.optional(Type.array(Include)) },
      strict,
    ),
  },
  strict,
);

const NameProperty = Type.object(
  { code: text, valueString: optional, valueBoolean: Type.optional(Type.boolean()), valueCode: optional },
  strict,
);
const NameConcept = Type.object(
  {
    code: Type.string({ pattern: '^[a-z0-9-]+$' }),
    display: text,
    definition: optional,
    designation: Type.optional(Type.array(Type.object({ value: text, language: optional }, strict), { minItems: 1 })),
    property: Type.optional(Type.array(NameProperty)),
  },
  strict,
);
export const CodeSystemShape = Type.object(
  {
    resourceType: Type.literal('CodeSystem'),
    ...metadata,
    content: Type.literal('complete'),
    property: Type.optional(Type.array(Type.object({ code: text, type: text, description: text }, strict))),
    concept: Type.array(NameConcept, { minItems: 1 }),
  },
  strict,
);

const Condition = Type.object(
  {
    kind: Type.literal('applicability'),
    expression: Type.object(
      { name: optional, description: optional, language: Type.literal('text/fhirpath'), expression: text },
      strict,
    ),
    extension,
  },
  strict,
);
const Trigger = Type.object({ type: Type.literal('named-event'), name: text }, strict);
/** FHIR R4 request-priority, lowest first. */
export const PRIORITIES = ['routine', 'urgent', 'asap', 'stat'] as const;

const LeafAction = Type.object(
  {
    id: Type.string({ pattern: '^[a-z][a-z-]*$' }),
    title: text,
    description: optional,
    priority: Type.optional(Type.oneOf(PRIORITIES)),
    trigger: Type.optional(Type.array(Trigger, { minItems: 1 })),
    condition: Type.optional(Type.array(Condition, { minItems: 1 })),
    definitionUri: Type.string({ pattern: '^cards/[a-z0-9-]+\\.yaml$' }),
    extension,
  },
  strict,
);
const Scope = Type.object(
  {
    title: text,
    description: optional,
    trigger: Type.array(Trigger, { minItems: 1 }),
    condition: Type.array(Condition, { minItems: 1 }),
    action: Type.array(LeafAction, { minItems: 1 }),
    extension,
  },
  strict,
);
export const PlanDefinitionShape = Type.object(
  {
    resourceType: Type.literal('PlanDefinition'),
    ...metadata,
    title: text,
    publisher: text,
    description: text,
    type: Concept,
    effectivePeriod: Type.optional(Period),
    approvalDate: optional,
    lastReviewDate: optional,
    useContext: Type.optional(Type.array(Type.object({ code: Coding, valueCodeableConcept: Concept }, strict))),
    topic: Type.array(Concept, { minItems: 1 }),
    /** Libraries whose variables the policy uses. */
    library: Type.optional(Type.array(url, { minItems: 1 })),
    relatedArtifact: Type.optional(
      Type.array(
        Type.object({ type: text, label: optional, display: text, citation: optional, url: optional }, strict),
      ),
    ),
    action: Type.array(Scope, { minItems: 1, maxItems: 1 }),
  },
  strict,
);

/** Expressions that several policies share. */
export const LibraryShape = Type.object(
  {
    resourceType: Type.literal('Library'),
    ...metadata,
    title: text,
    description: text,
    type: Concept,
  },
  strict,
);

export const OrganizationShape = Type.object(
  {
    resourceType: Type.literal('Organization'),
    id: metadata.id,
    active: Type.boolean(),
    name: text,
    alias: Type.optional(Type.array(text)),
    identifier: Type.optional(Type.array(Type.object({ system: url, value: text }, strict), { minItems: 1 })),
    extension,
  },
  strict,
);
export const InsurancePlanShape = Type.object(
  {
    resourceType: Type.literal('InsurancePlan'),
    id: metadata.id,
    status: metadata.status,
    name: text,
    alias: Type.optional(Type.array(text)),
    type: Type.optional(Type.array(Concept)),
    ownedBy: Type.optional(Type.object({ reference: text }, strict)),
    extension,
  },
  strict,
);

export type NamingSystem = Type.Accepted<typeof NamingSystemShape>;
export type ValueSet = Type.Accepted<typeof ValueSetShape>;
export type CodeSystem = Type.Accepted<typeof CodeSystemShape>;
export type PlanDefinition = Type.Accepted<typeof PlanDefinitionShape>;
export type Library = Type.Accepted<typeof LibraryShape>;
export type Organization = Type.Accepted<typeof OrganizationShape>;
export type InsurancePlan = Type.Accepted<typeof InsurancePlanShape>;
export type Resource = NamingSystem | ValueSet | CodeSystem | PlanDefinition | Library | Organization | InsurancePlan;
