import Type, { type Static, type TSchema } from 'typebox';

/*
 * The request envelopes of CDS Hooks 3.0 (§HTTP Request), readable for 2.0.1 clients. Unknown members are left alone
 * (tolerant reader), null for an optional member is as good as absent, and the clinical content is not checked here:
 * the specification's own examples break their FHIR profiles.
 */
const text = Type.String({ minLength: 1 });
const orNull = <T extends TSchema>(schema: T) => Type.Optional(Type.Union([schema, Type.Null()]));
const anyObject = Type.Object({});
/**
 * A list whose items are looked at only if there are at most so many: each faulty one costs memory and a part of the answer,
 * and a body has room for millions.
 */
const listOf = <T extends TSchema>(items: T, maxItems: number) =>
  Type.Unsafe<readonly Static<T>[]>({ type: 'array', maxItems, if: { minItems: maxItems + 1 }, else: { items } });

const Bundle = Type.Object({
  resourceType: Type.Literal('Bundle'),
  entry: orNull(Type.Array(Type.Unknown())),
});

const FhirAuthorization = Type.Object({
  // Visible ASCII only: the token goes into a header.
  access_token: Type.String({ pattern: '^[\\x21-\\x7e]+$' }),
  token_type: Type.Literal('Bearer'),
  expires_in: Type.Integer(),
  scope: Type.String(),
  subject: text,
  patient: orNull(text),
});

const context = {
  userId: text,
  // A bare id, however long; a reference in its place would be read as another patient.
  patientId: Type.String({ pattern: '^[^/\\s]+$' }),
  encounterId: orNull(Type.String()),
  draftOrders: Bundle,
};

const envelope = {
  hook: text,
  hookInstance: Type.String({ minLength: 1, maxLength: 256 }),
  fhirServer: orNull(Type.String({ pattern: '^https?://[^\\s/?#]+\\S*$' })),
  fhirAuthorization: orNull(FhirAuthorization),
  prefetch: orNull(anyObject),
};

export const OrderSignShape = Type.Object({ ...envelope, context: Type.Object(context) });
export const OrderSelectShape = Type.Object({
  ...envelope,
  context: Type.Object({ ...context, selections: listOf(Type.String(), 1000) }),
});

export type OrderSignBody = Static<typeof OrderSignShape>;
export type OrderSelectBody = Static<typeof OrderSelectShape>;

/*
 * An entry of feedback (CDS Hooks 3.0 §Feedback, cds-fb-1 to cds-fb-3). What overrides it names is checked by itself,
 * since clients spell and nest it in several ways.
 */
const id = Type.String({ minLength: 1, maxLength: 256 });
/** The longest comment, in characters. */
const words = Type.String({ maxLength: 10_000 });

export const FeedbackEntryShape = Type.Object({
  card: id,
  outcome: Type.Enum(['accepted', 'overridden']),
  outcomeTimestamp: Type.String(),
  acceptedSuggestions: orNull(listOf(Type.Object({ id }), 100)),
  overrideReason: Type.Optional(Type.Unknown()),
  overrideReasons: Type.Optional(Type.Unknown({ maxItems: 100 })),
});

const override = {
  reason: orNull(Type.Object({ code: id, system: orNull(Type.String({ maxLength: 1000 })), display: orNull(words) })),
  userComment: orNull(words),
};
const epicText = orNull(Type.Union([words, Type.Number()]));

export const OverrideShape = Type.Object(override);
/** With the reasons that are built in Epic, which are no codes of ours (Epic on FHIR, CDS Hooks, Feedback). */
export const EpicOverrideShape = Type.Object({
  ...override,
  extension: orNull(
    Type.Object({
      'com.epic.cdshooks.feedback.overrideReason.reasonCategory': epicText,
      'com.epic.cdshooks.feedback.overrideReason.reasonDisplay': epicText,
      'com.epic.cdshooks.feedback.overrideReason.reasonTitle': epicText,
    }),
  ),
});

export type FeedbackEntryBody = Static<typeof FeedbackEntryShape>;
export type OverrideBody = Static<typeof EpicOverrideShape>;
