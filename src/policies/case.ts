import * as Type from 'typebox';
import { DRAFT_HOOKS } from '../hooks/hooks.ts';
import { strict } from '../schema/members.ts';
import { text } from '../schema/text-shapes.ts';

/** Folder of the cases under a knowledge root: a file for each policy. */
export const CASE_FOLDER = 'test/policies';

/*
 * The form of a case: orders, what is known of the patient, and the cards that must come. Strict, since a misspelt member, code or
 * day would otherwise leave a case that tests less than it says. docs/policies.md says what each member means.
 */
const optional = Type.Optional(text);
const words = Type.Optional(Type.Array(text, { minItems: 1 }));
const Day = Type.String({ format: 'date', title: 'a day of the calendar, YYYY-MM-DD' });
const Time = Type.String({
  format: 'date-or-instant',
  title: 'a day of the calendar, YYYY-MM-DD, perhaps with a time such as T09:00:00Z',
});

/** `"system code words"`, or the same as members, where the words of a code need more than that. */
const Code = Type.Union([
  text,
  Type.Object({ system: text, code: Type.String(), display: Type.Optional(Type.String()) }, strict),
]);

const CASE_ORDER_TYPES = [
  'ServiceRequest',
  'DeviceRequest',
  'MedicationRequest',
  'CommunicationRequest',
  'NutritionOrder',
] as const;

/** Of FHIR R4: request-status, and what a MedicationRequest has beyond it. */
const ORDER_STATUSES = [
  'draft',
  'active',
  'on-hold',
  'revoked',
  'completed',
  'entered-in-error',
  'unknown',
  'cancelled',
  'stopped',
] as const;
/** FHIR R4 request-intent. */
const INTENTS = [
  'proposal',
  'plan',
  'directive',
  'order',
  'original-order',
  'reflex-order',
  'filler-order',
  'instance-order',
  'option',
] as const;
/** FHIR R4 condition-clinical. */
export const CLINICAL_STATUSES = ['active', 'recurrence', 'relapse', 'inactive', 'remission', 'resolved'] as const;
/** FHIR R4 condition-ver-status. */
export const VERIFICATIONS = [
  'unconfirmed',
  'provisional',
  'differential',
  'confirmed',
  'refuted',
  'entered-in-error',
] as const;
/** FHIR R4 condition-severity, in words. */
export const SEVERITIES = ['mild', 'moderate', 'severe'] as const;
/** FHIR R4 fm-status. */
const COVERAGE_STATUSES = ['active', 'cancelled', 'draft', 'entered-in-error'] as const;

const Order = Type.Object(
  {
    type: Type.Optional(Type.Enum(CASE_ORDER_TYPES)),
    codes: Type.Optional(Type.Array(Code)),
    text: optional,
    note: optional,
    detail: optional,
    device: optional,
    reason: optional,
    status: Type.Optional(Type.Enum(ORDER_STATUSES)),
    intent: Type.Optional(Type.Enum(INTENTS)),
    doNotPerform: Type.Optional(Type.Boolean()),
    occurrence: Type.Optional(Time),
    authoredOn: Type.Optional(Time),
    quantity: Type.Optional(
      Type.Object({ value: Type.Number(), unit: optional, system: optional, code: optional }, strict),
    ),
  },
  strict,
);
const Condition = Type.Object(
  {
    code: optional,
    text: optional,
    status: Type.Optional(Type.Enum([...CLINICAL_STATUSES, 'none'])),
    verification: Type.Optional(Type.Enum(VERIFICATIONS)),
    severity: Type.Optional(Type.Enum(SEVERITIES)),
  },
  strict,
);
const Coverage = Type.Object(
  { payor: optional, type: optional, status: Type.Optional(Type.Enum(COVERAGE_STATUSES)) },
  strict,
);

export const CaseShape = Type.Object(
  {
    name: text,
    order: Order,
    others: Type.Optional(Type.Array(Order, { minItems: 1 })),
    conditions: Type.Optional(Type.Union([Type.Literal('unknown'), Type.Array(Type.Union([text, Condition]))])),
    coverage: Type.Optional(Coverage),
    hook: Type.Optional(Type.Enum(DRAFT_HOOKS.map(({ name }) => name))),
    selected: Type.Optional(Type.Array(Type.Integer({ minimum: 1 }))),
    at: Type.Optional(Day),
    expect: Type.Array(
      Type.String({ pattern: '^[A-Za-z0-9.-]+/[a-z-]+$', title: 'a policy and its action, as policy/action' }),
    ),
    mentions: words,
    never: words,
  },
  strict,
);

/** The form of a file of cases. */
export const CasesShape = Type.Array(CaseShape);

type Frozen<T> = T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T;
export type CaseOrder = Frozen<Type.Static<typeof Order>>;
export type CaseCondition = Frozen<Type.Static<typeof Condition>>;
export type CaseCode = Frozen<Type.Static<typeof Code>>;

/** One case of a policy. `expect` holds `policy/action` of every card; it is empty for silence. */
export type PolicyCase = Frozen<Type.Static<typeof CaseShape>>;
