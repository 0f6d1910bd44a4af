import * as Type from 'typebox';
import { orNull } from '../schema/members.ts';
import { text } from '../schema/text-shapes.ts';

/*
 * The request envelope of CDS Hooks 3.0 (§HTTP Request), readable for 2.0.1 clients. Unknown members are left alone
 * (tolerant reader), null for an optional member is as good as absent, and the clinical content is not checked here:
 * the specification's own examples break their FHIR profiles.
 */

/** Most entries of a draft: each costs time, and the record of each decision memory. No clinician orders a hundredth at a time. */
const MOST_ENTRIES = 20_000;

/** A Bundle of resources in `context`; what its entries are is seen as they are read. */
export const resourceBundle = Type.Object({
  resourceType: Type.Literal('Bundle'),
  entry: orNull(Type.Array(Type.Unknown(), { maxItems: MOST_ENTRIES })),
});

/** The member of `context` that every hook has here. */
export const patientContext = {
  // A bare id, however long; a reference in its place would be read as another patient, and half a character cannot be asked for.
  patientId: Type.String({ pattern: '^[^/\\s\\ud800-\\udfff]+$', title: 'an id alone, without a type before it' }),
};

/** The members of `context` that all hooks with draft orders share. */
export const orderContext = {
  userId: text,
  ...patientContext,
  encounterId: orNull(Type.String()),
  draftOrders: resourceBundle,
};

/** The Devices that draft orders refer to, for CRD clients. */
export const DRAFTED_DEVICES = {
  devices: 'Device?_id={{context.draftOrders.entry.resource.ofType(DeviceRequest).code.resolve().id}}',
};

/** Most keys of a prefetch: each is looked through for what belongs under another. No service has as many. */
const MOST_KEYS = 1000;

const members = {
  hook: text,
  hookInstance: Type.String({ minLength: 1, maxLength: 256 }),
  fhirServer: orNull(
    Type.String({ pattern: '^$|^https?://[^\\s/?#]\\S*$', title: 'an address with http:// or https://' }),
  ),
  // Read by itself: one that cannot be used must not cost the clinician the card.
  fhirAuthorization: Type.Optional(Type.Unknown()),
  prefetch: orNull(Type.Object({}, { maxProperties: MOST_KEYS })),
};

const WithoutContext = Type.Object(members);
type Members = Type.Static<typeof WithoutContext>;

/** A request whose form has been checked. */
export type Envelope<C = { readonly patientId: string }> = Members & { readonly context: C };

/** The schema of a whole request, from that of its context. */
export function envelopeOf<S extends Type.TSchema>(context: S) {
  return Type.Unsafe<Envelope<Type.Static<S>>>(Type.Object({ ...members, context }));
}
