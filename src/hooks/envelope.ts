import * as Type from '../shape.ts';

/*
 * The request envelope of CDS Hooks 3.0 (§HTTP Request), readable for 2.0.1 clients. Unknown members are left alone
 * (tolerant reader), null for an optional member is as good as absent, and the clinical content is not checked here:
 * the specification's own examples break their FHIR profiles.
 */
const text = Type.string({ minLength: 1 });

/** A Bundle of resources in `context`; what its entries are is seen as they are read. */
export const resourceBundle = Type.object({
  resourceType: Type.literal('Bundle'),
  entry: Type.orNull(Type.array(Type.unknown())),
});

/** The member of `context` that every hook has here. */
export const patientContext = {
  // A bare id, however long; a reference in its place would be read as another patient, and half a character cannot be asked for.
  patientId: Type.string({ pattern: '^[^/\\s\\ud800-\\udfff]+$' }),
};

/** The members of `context` that all hooks with draft orders share. */
export const orderContext = {
  userId: text,
  ...patientContext,
  encounterId: Type.orNull(Type.string()),
  draftOrders: resourceBundle,
};

/** The Devices that draft orders refer to, for CRD clients. */
export const DRAFTED_DEVICES = {
  devices: 'Device?_id={{context.draftOrders.entry.resource.ofType(DeviceRequest).code.resolve().id}}',
};

const members = {
  hook: text,
  hookInstance: Type.string({ minLength: 1, maxLength: 256 }),
  fhirServer: Type.orNull(Type.string({ pattern: '^https?://[^\\s/?#]+\\S*$' })),
  // Read by itself: one that cannot be used must not cost the clinician the card.
  fhirAuthorization: Type.optional(Type.unknown()),
  prefetch: Type.orNull(Type.object({})),
};

type Members = Type.Accepted<ReturnType<typeof envelope>>;
const envelope = () => Type.object(members);

/** A request whose form has been checked. */
export type Envelope<C = { readonly patientId: string }> = Members & { readonly context: C };

/** The schema of a whole request, from that of its context. */
export function envelopeOf<C>(context: Type.Shape<C>): Type.Shape<Envelope<C>> {
  return Type.object({ ...members, context }) as Type.Shape<Envelope<C>>;
}
