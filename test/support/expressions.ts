import fc from 'fast-check';
import { asObject, type JsonObject, objectsIn } from '../../src/json.ts';

export const [SET, WORDS] = ['low-back-pain', 'traction-names'].map(
  (id, at) => `https://spine-coverage-cds.example/${at === 0 ? 'ValueSet' : 'CodeSystem'}/${id}`,
);
const VARIABLES = [
  'order',
  'codes',
  'words',
  'orders',
  'conditions',
  'coverage',
  'payer',
  'yes',
  'no',
  'none',
  'five',
  'odd',
];
const MEMBERS = [
  'code',
  'coding',
  'text',
  'display',
  'status',
  'payor',
  'quantity',
  'value',
  'period',
  'start',
  'id',
  'type',
  'onset',
  'contained',
  'extension',
  'constructor',
  'subject',
  'occurrence',
];
const STEPS = [
  ...[
    'exists()',
    'empty()',
    'not()',
    'first()',
    'lower()',
    "matches('^a|b')",
    'ofType(Quantity)',
    'ofType(Condition)',
    'count()',
    'ofType(nothing)',
    'toString()',
  ],
  ...[
    `memberOf('${SET}')`,
    `coded('${SET}')`,
    `named('${WORDS}')`,
    `namedIn('${WORDS}', '${SET}')`,
    'distinct()',
    '$this',
  ],
];

/** Expressions of FHIRPath, sound or not, over the variables of `environment`. */
export const expression = fc.letrec<{ whole: string; operand: string; path: string; inner: string }>((tie) => ({
  whole: fc.oneof(
    { weight: 2, arbitrary: tie('operand') },
    fc
      .tuple(
        tie('operand'),
        fc.constantFrom('or', 'and', '=', '!=', '|', 'in', '>', '<', '>=', '<=', 'xor', '~', 'implies'),
        tie('operand'),
      )
      .map(([left, operator, right]) => `${left} ${operator} ${right}`),
    fc
      .tuple(tie('operand'), fc.constantFrom('ServiceRequest', 'Condition', 'Resource', 'Quantity', 'String'))
      .map(([left, type]) => `${left} is ${type}`),
    fc.tuple(tie('whole'), tie('operand'), tie('operand')).map((parts) => `iif(${parts.join(', ')})`),
  ),
  operand: fc.oneof(
    { maxDepth: 4 },
    tie('path'),
    fc.constantFrom(
      "'other'",
      "'a'",
      'true',
      'false',
      '{}',
      "('a' | 'b')",
      '$this',
      '5',
      '0',
      '1.5',
      '%order.quantity.value',
      '%orders.quantity.value',
      '@2020-01-01',
    ),
    tie('whole').map((whole) => `(${whole})`),
  ),
  path: fc
    .tuple(
      fc.oneof(
        fc.constantFrom(...VARIABLES).map((name) => `%${name}`),
        fc.constantFrom(...MEMBERS),
      ),
      fc.array(fc.oneof(fc.constantFrom(...MEMBERS), fc.constantFrom(...STEPS), tie('inner')), { maxLength: 3 }),
    )
    .map((parts) => parts.flat().join('.')),
  inner: fc
    .tuple(fc.constantFrom('where', 'select', 'exists', 'exclude'), tie('whole'))
    .map(([name, whole]) => `${name}(${whole})`),
}));

/** JSON as clients send it, and as they should not. */
const odd = fc.letrec<{ value: unknown; object: JsonObject }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<unknown>('a', 'b', 'A', '', '2020-01-01', 'other', 'Low back pain', 5, true, null, 'M54.5'),
    tie('object'),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
  object: fc.dictionary(
    fc.constantFrom(
      ...MEMBERS,
      '_display',
      '_status',
      '_code',
      'valueString',
      'onsetDateTime',
      'quantityQuantity',
      'resourceType',
      'system',
      'unit',
    ),
    tie('value'),
    { maxKeys: 4, noNullPrototype: true },
  ),
})).object;
const orderly = fc.constantFrom<JsonObject>(
  { code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'M54.5', display: 'Low back pain' }] } },
  { code: { text: 'Mechanical traction' }, status: 'active', quantityQuantity: { value: 2, unit: 'a' } },
  {
    payor: [{ display: 'a' }, { display: 'b' }],
    type: { coding: [{ display: 'a' }], text: 'a' },
    period: { start: '2020' },
  },
  { contained: [{ resourceType: 'Device', id: 'd' }], onsetDateTime: '2020-01-01', subject: { display: 'b' } },
);
const resource = fc
  .tuple(
    fc.constantFrom('ServiceRequest', 'Condition', 'Coverage', 'DeviceRequest'),
    fc.constantFrom('1', '2', '3', undefined),
    fc.oneof(orderly, odd),
  )
  .map(([resourceType, id, rest]): JsonObject => ({ ...rest, resourceType, ...(id === undefined ? {} : { id }) }));

/** What expressions are evaluated on: orders, conditions and a coverage, in part as they should not be. */
export const environment = fc
  .record({
    order: resource,
    codes: fc.array(
      orderly.map(({ code }) => objectsIn(asObject(code)?.['coding'])[0] ?? {}),
      { maxLength: 2 },
    ),
    words: fc.array(fc.constantFrom('a', 'b', 'Mechanical traction'), { maxLength: 3 }),
    orders: fc.array(resource, { maxLength: 3 }),
    conditions: fc.array(resource, { maxLength: 9 }),
    coverage: fc.oneof(resource, fc.constant([])),
    payer: fc.constantFrom('other', 'a', []),
    odd: fc.array(odd, { maxLength: 2 }),
  })
  .map((values) => ({
    ...values,
    yes: [true],
    no: [false],
    none: [],
    five: [5],
    conditions: [...values.conditions, ...values.orders],
  }));
