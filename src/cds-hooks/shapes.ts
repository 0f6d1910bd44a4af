import Type, { type Static, type TSchema } from 'typebox';

/*
 * The request envelopes of CDS Hooks 3.0 (§HTTP Request), readable for 2.0.1 clients. Unknown members are left alone
 * (tolerant reader), null for an optional member is as good as absent, and the clinical content is not checked here:
 * the specification's own examples break their FHIR profiles.
 */
const text = Type.String({ minLength: 1 });
const orNull = <T extends TSchema>(schema: T) => Type.Optional(Type.Union([schema, Type.Null()]));
const anyObject = Type.Object({});

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
  context: Type.Object({ ...context, selections: Type.Array(Type.String()) }),
});

export type OrderSignBody = Static<typeof OrderSignShape>;
export type OrderSelectBody = Static<typeof OrderSelectShape>;
