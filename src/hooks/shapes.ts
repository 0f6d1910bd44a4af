import * as Type from '../shape.ts';

/*
 * The request envelopes of CDS Hooks 3.0 (§HTTP Request), readable for 2.0.1 clients. Unknown members are left alone
 * (tolerant reader), null for an optional member is as good as absent, and the clinical content is not checked here:
 * the specification's own examples break their FHIR profiles.
 */
const text = Type.string({ minLength: 1 });
const anyObject = Type.object({});
/**
 * A list whose items are looked at only if there are at most so many: each faulty one costs memory and a part of the answer,
 * and a body has room for millions.
 */
const listOf = <T>(items: Type.Shape<T>, maxItems: number): Type.Shape<readonly T[]> => ({
  type: 'array',
  maxItems,
  if: { minItems: maxItems + 1 },
  else: { items },
});

const Bundle = Type.object({
  resourceType: Type.literal('Bundle'),
  entry: Type.orNull(Type.array(Type.unknown())),
});

const FhirAuthorization = Type.object({
  // Visible ASCII only: the token goes into a header.
  access_token: Type.string({ pattern: '^[\\x21-\\x7e]+$' }),
  token_type: Type.literal('Bearer'),
  expires_in: Type.integer(),
  scope: Type.string(),
  subject: text,
  patient: Type.orNull(text),
});

const context = {
  userId: text,
  // A bare id, however long; a reference in its place would be read as another patient.
  patientId: Type.string({ pattern: '^[^/\\s]+$' }),
  encounterId: Type.orNull(Type.string()),
  draftOrders: Bundle,
};

const envelope = {
  hook: text,
  hookInstance: Type.string({ minLength: 1, maxLength: 256 }),
  fhirServer: Type.orNull(Type.string({ pattern: '^https?://[^\\s/?#]+\\S*$' })),
  fhirAuthorization: Type.orNull(FhirAuthorization),
  prefetch: Type.orNull(anyObject),
};

export const OrderSignShape = Type.object({ ...envelope, context: Type.object(context) });
export const OrderSelectShape = Type.object({
  ...envelope,
  context: Type.object({ ...context, selections: listOf(Type.string(), 1000) }),
});

export type OrderSignBody = Type.Accepted<typeof OrderSignShape>;
export type OrderSelectBody = Type.Accepted<typeof OrderSelectShape>;

/*
 * An entry of feedback (CDS Hooks 3.0 §Feedback, cds-fb-1 to cds-fb-3). What overrides it names is checked by itself,
 * since clients spell and nest it in several ways.
 */
const id = Type.string({ minLength: 1, maxLength: 256 });
/** The longest comment, in characters. */
const words = Type.string({ maxLength: 10_000 });

export const FeedbackEntryShape = Type.object({
  card: id,
  outcome: Type.oneOf(['accepted', 'overridden']),
  outcomeTimestamp: Type.string(),
  acceptedSuggestions: Type.orNull(listOf(Type.object({ id }), 100)),
  overrideReason: Type.optional(Type.unknown()),
  overrideReasons: Type.optional(Type.unknown({ maxItems: 100 })),
});

const override = {
  reason: Type.orNull(
    Type.object({ code: id, system: Type.orNull(Type.string({ maxLength: 1000 })), display: Type.orNull(words) }),
  ),
  userComment: Type.orNull(words),
};
const epicText = Type.orNull(Type.union([words, Type.number()]));

export const OverrideShape = Type.object(override);
/** With the reasons that are built in Epic, which are no codes of ours (Epic on FHIR, CDS Hooks, Feedback). */
export const EpicOverrideShape = Type.object({
  ...override,
  extension: Type.orNull(
    Type.object({
      'com.epic.cdshooks.feedback.overrideReason.reasonCategory': epicText,
      'com.epic.cdshooks.feedback.overrideReason.reasonDisplay': epicText,
      'com.epic.cdshooks.feedback.overrideReason.reasonTitle': epicText,
    }),
  ),
});

export type FeedbackEntryBody = Type.Accepted<typeof FeedbackEntryShape>;
export type OverrideBody = Type.Accepted<typeof EpicOverrideShape>;
