/** One of this project's own FHIR extensions, as its StructureDefinition says it. */
export interface OwnExtension {
  /** Elements that it may stand on (FHIR R4 §5.3.4.1 StructureDefinition.context). */
  readonly on: readonly string[];
  /** Type of its value, or of the value of each of its parts. */
  readonly value: string | Readonly<Record<string, string>>;
  readonly meaning: string;
}

const PAYER = ['InsurancePlan', 'Organization'];

/** This project's own FHIR extensions by name; docs/policies.md explains their use. */
export const OWN_EXTENSIONS = {
  'codes-of': {
    on: ['NamingSystem'],
    value: { codes: 'string', system: 'uri' },
    meaning: 'Codes that fit the regular expression and arrive under this system belong to the other system.',
  },
  'code-form': {
    on: ['NamingSystem'],
    value: 'string',
    meaning: 'A regular expression that every code of the system fits, from end to end.',
  },
  'codes-nest': {
    on: ['NamingSystem'],
    value: 'boolean',
    meaning: 'A longer code is a kind of the code it begins with.',
  },
  billed: { on: ['NamingSystem'], value: 'boolean', meaning: 'The codes of the system stand on claims.' },
  choice: {
    on: [
      'Expression',
      'PlanDefinition.action',
      'PlanDefinition.action.condition',
      'ValueSet.compose.include',
      'ValueSet.compose.include.concept',
      'ValueSet.compose.include.filter',
    ],
    value: 'string',
    meaning: "Goes beyond the policy's own text; the value says why it was chosen.",
  },
  'coverage-kind': {
    on: PAYER,
    value: 'code',
    meaning:
      'Which kind of coverage it is: injury, medical, supplement, last-resort, self-pay or limited. Without it medical.',
  },
  'look-alike': {
    on: PAYER,
    value: 'string',
    meaning: 'Words within which the names of the payer do not count, since they are part of the name of another.',
  },
  narrows: { on: PAYER, value: 'code', meaning: 'The id of a more general payer that this one is a case of.' },
} as const satisfies Readonly<Record<string, OwnExtension>>;

/** The address of one of this project's own extensions. */
export const extensionUrl = (name: keyof typeof OWN_EXTENSIONS) =>
  `https://spine-coverage-cds.example/StructureDefinition/${name}`;

export const CODES_OF = extensionUrl('codes-of');
export const CODES_NEST = extensionUrl('codes-nest');
export const CODE_FORM = extensionUrl('code-form');
export const BILLED = extensionUrl('billed');
export const CHOICE = extensionUrl('choice');
export const COVERAGE_KIND = extensionUrl('coverage-kind');
export const LOOK_ALIKE = extensionUrl('look-alike');
export const NARROWS = extensionUrl('narrows');
/** FHIR's own: a named expression that other expressions and the cards may use. */
export const VARIABLE = 'http://hl7.org/fhir/StructureDefinition/variable';
