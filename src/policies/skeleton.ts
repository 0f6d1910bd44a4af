import * as Type from 'typebox';

const text = Type.String({ minLength: 1 });

/** Placeholders of a knowledge root: a code system, as an address and as cases name it, a code of it, and override reasons. */
export const PlaceholdersShape = Type.Object(
  { system: text, systemName: text, code: text, overrideReasons: Type.Array(text, { minItems: 1 }) },
  { additionalProperties: false },
);
export type Placeholders = Type.Static<typeof PlaceholdersShape>;

const BASE = 'https://spine-coverage-cds.example';
const json = (content: object) => `${JSON.stringify(content, null, 2)}\n`;
const wordsOf = (id: string) => id.replaceAll('-', ' ');
const pascal = (id: string) => id.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

function planOf(id: string, today: string): object {
  const title = sentence(wordsOf(id));
  const named = `%order.namedIn('${BASE}/CodeSystem/${id}-names', '${BASE}/ValueSet/${id}-strong')`;
  return {
    resourceType: 'PlanDefinition',
    id,
    url: `${BASE}/PlanDefinition/${id}`,
    version: '0.1.0',
    name: pascal(id),
    title,
    type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/plan-definition-type', code: 'eca-rule' }] },
    status: 'draft',
    date: today,
    publisher: 'TO DO: who published the policy',
    description: 'TO DO: what the policy says, in a sentence or two of your own.',
    effectivePeriod: { start: today },
    relatedArtifact: [
      { type: 'derived-from', display: 'TO DO: title, number and date of the text, and its address in url' },
    ],
    topic: [{ text: title }],
    action: [
      {
        title,
        trigger: [{ type: 'named-event', name: 'order-sign' }],
        condition: [
          {
            kind: 'applicability',
            expression: {
              description: `the order is for ${wordsOf(id)}`,
              language: 'text/fhirpath',
              expression: `%codes.memberOf('${BASE}/ValueSet/${id}-strong') or ${named}`,
            },
          },
        ],
        action: [{ id: 'finding', title: 'TO DO: the finding', definitionUri: `cards/${id}/finding.yaml` }],
      },
    ],
  };
}

const common = (id: string, kind: string, today: string) => ({
  id: `${id}-${kind}`,
  version: '0.1.0',
  name: `${pascal(id)}${pascal(kind)}`,
  status: 'draft',
  date: today,
});

function codesOf(id: string, today: string, { system, code }: Placeholders): object {
  return {
    resourceType: 'ValueSet',
    ...common(id, 'strong', today),
    title: sentence(wordsOf(id)),
    url: `${BASE}/ValueSet/${id}-strong`,
    description: 'TO DO: the codes that prove the subject alone, one by one.',
    compose: {
      include: [{ system, concept: [{ code }] }],
    },
  };
}

function namesOf(id: string, today: string): object {
  return {
    resourceType: 'CodeSystem',
    ...common(id, 'names', today),
    title: `${sentence(wordsOf(id))} by name`,
    url: `${BASE}/CodeSystem/${id}-names`,
    description: 'TO DO: what the subject is called, and what only looks like it.',
    content: 'complete',
    property: [
      { code: 'role', type: 'code', description: 'name or look-alike' },
      { code: 'without', type: 'string', description: 'Phrases that cancel the name in the same clause' },
    ],
    concept: [
      { code: id, display: sentence(wordsOf(id)), property: [{ code: 'without', valueString: 'replacement part' }] },
      {
        code: `not-${id}`,
        display: `${sentence(wordsOf(id))} brochure`,
        property: [{ code: 'role', valueCode: 'look-alike' }],
      },
    ],
  };
}

const cardOf = (
  id: string,
  schemas: string,
  { overrideReasons }: Placeholders,
) => `# yaml-language-server: $schema=../../${schemas}/card.json
# TO DO: the source and its date.
indicator: info
summary: '{order}: TO DO, what the policy finds'
detail:
  - text: 'TO DO: what the policy says, short and true to its text.'
source:
  label: 'TO DO: whose policy it is'
  topic: ${id.replaceAll('-', '')}
suggestions:
  - { label: Remove this order, description: 'Remove the order: {order}', remove: true }
overrideReasons: [${overrideReasons.join(', ')}]
`;

const casesOf = (
  id: string,
  schemas: string,
  { systemName, code }: Placeholders,
) => `# yaml-language-server: $schema=../../${schemas}/cases.json
# One case is one order (or several) and the cards that must come.
- name: "The code alone brings the card"
  order: { type: DeviceRequest, codes: ["${systemName} ${code}"] }
  expect: [${id}/finding]

- name: "The name alone brings the card"
  order: { text: "${sentence(wordsOf(id))}" }
  expect: [${id}/finding]

- name: "A part of it is another thing"
  order: { text: "${sentence(wordsOf(id))}, replacement part" }
  expect: []

- name: "A brochure about it is another thing"
  order: { text: "${sentence(wordsOf(id))} brochure" }
  expect: []
`;

/**
 * The files of a new policy by their path in the knowledge root: sound, passing its own cases, and a draft, with TO DO where its
 * owner must write, and with the placeholders of the root. `today` is YYYY-MM-DD, `schemas` the path of the folder of schemas from
 * the knowledge root.
 */
export function skeletonOf(
  id: string,
  today: string,
  schemas: string,
  placeholders: Placeholders,
): ReadonlyMap<string, string> {
  const folder = `fhir-resources/policies/${id}`;
  return new Map([
    [`${folder}/plan-definition.json`, json(planOf(id, today))],
    [`${folder}/codes-strong.json`, json(codesOf(id, today, placeholders))],
    [`${folder}/names.json`, json(namesOf(id, today))],
    [`cards/${id}/finding.yaml`, cardOf(id, schemas, placeholders)],
    [`test/policies/${id}.yaml`, casesOf(id, schemas, placeholders)],
  ]);
}
