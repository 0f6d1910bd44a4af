import * as Type from '../shape.ts';

/*
 * The form of a case: orders, what is known of the patient, and the cards that must come. Strict, since a misspelt member would
 * otherwise leave a case that tests less than it says. docs/policies.md says what each member means.
 */
const strict = { additionalProperties: false } as const;
const text = Type.string({ minLength: 1 });
const optional = Type.optional(text);
const words = Type.optional(Type.array(text, { minItems: 1 }));
const Day = Type.string({ pattern: '^\\d{4}-\\d\\d-\\d\\d$' });

/** `"system code words"`, or the same as members, where the words of a code need more than that. */
const Code = Type.union([
  text,
  Type.object({ system: text, code: Type.string(), display: Type.optional(Type.string()) }, strict),
]);

export const ORDER_TYPES = [
  'ServiceRequest',
  'DeviceRequest',
  'MedicationRequest',
  'CommunicationRequest',
  'NutritionOrder',
] as const;

const Order = Type.object(
  {
    type: Type.optional(Type.oneOf(ORDER_TYPES)),
    codes: Type.optional(Type.array(Code)),
    text: optional,
    note: optional,
    detail: optional,
    device: optional,
    reason: optional,
    status: optional,
    intent: optional,
    doNotPerform: Type.optional(Type.boolean()),
    occurrence: optional,
    authoredOn: optional,
    quantity: Type.optional(
      Type.object({ value: Type.number(), unit: optional, system: optional, code: optional }, strict),
    ),
  },
  strict,
);
const Condition = Type.object(
  { code: optional, text: optional, status: optional, verification: optional, severity: optional },
  strict,
);
const Coverage = Type.object({ payor: optional, type: optional, status: optional }, strict);

export const CaseShape = Type.object(
  {
    name: text,
    order: Order,
    others: Type.optional(Type.array(Order, { minItems: 1 })),
    conditions: Type.optional(Type.union([Type.literal('unknown'), Type.array(Type.union([text, Condition]))])),
    coverage: Type.optional(Coverage),
    hook: Type.optional(text),
    selected: Type.optional(Type.array(Type.integer({ minimum: 1 }))),
    at: Type.optional(Day),
    expect: Type.array(Type.string({ pattern: '^[A-Za-z0-9.-]+/[a-z-]+$' })),
    mentions: words,
    never: words,
  },
  strict,
);

type Frozen<T> = T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T;
export type CaseOrder = Frozen<Type.Accepted<typeof Order>>;
export type CaseCondition = Frozen<Type.Accepted<typeof Condition>>;
export type CaseCode = Frozen<Type.Accepted<typeof Code>>;

/** One case of a policy. `expect` holds `policy/action` of every card; it is empty for silence. */
export type PolicyCase = Frozen<Type.Accepted<typeof CaseShape>>;
