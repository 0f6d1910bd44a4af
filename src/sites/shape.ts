import * as Type from 'typebox';
import { FACTS } from '../decision/facts.ts';
import { HOOK_NAMES } from '../hooks/hooks.ts';
import { record, someDistinct, strict } from '../schema/members.ts';
import { day } from '../schema/text-shapes.ts';
import { CrdShape } from './crd.ts';
import { POLICY_MODES } from './policy-modes.ts';
import { JwkShape } from './public-key.ts';
import { ALGORITHMS, CARD_PROFILES, FEEDBACK_DIALECTS } from './site.ts';

/*
 * A site file as JSON Schema and as type from one source. Strict on purpose: a misspelt member would otherwise leave a
 * default in force that nobody chose. sites/example-hospital.yaml.sample says what each member means.
 */
const token = Type.String({ pattern: '^\\S+$', maxLength: 2048 });

const TrustShape = Type.Object(
  {
    issuer: token,
    jku: Type.Optional(Type.Array(token, someDistinct)),
    keys: Type.Optional(Type.Array(JwkShape, { minItems: 1 })),
    algorithms: Type.Optional(Type.Array(Type.Enum(ALGORITHMS), someDistinct)),
    audience: token,
    tenant: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
    lifetime: Type.Optional(Type.Integer({ minimum: 1, maximum: 3600 })),
    skew: Type.Optional(Type.Integer({ minimum: 0, maximum: 300 })),
    discovery: Type.Optional(Type.Enum(['open', 'protected'])),
  },
  strict,
);
export type TrustFile = Type.Static<typeof TrustShape>;

const PrefetchShape = Type.Object(
  {
    pages: Type.Optional(Type.Boolean()),
    nulls: Type.Optional(Type.Enum(['none', 'unknown'])),
    keys: Type.Optional(record(Type.Enum(FACTS.map(({ key }) => key)))),
  },
  strict,
);
export type PrefetchFile = Type.Static<typeof PrefetchShape>;

const StepShape = Type.Object(
  {
    mode: Type.Enum(POLICY_MODES),
    from: Type.Optional(day),
  },
  strict,
);
const ModeShape = Type.Union([Type.Enum(POLICY_MODES), Type.Array(StepShape, { minItems: 1 })]);
/** The policies that are live, or the mode of each. */
const PoliciesShape = Type.Union([Type.Array(token, someDistinct), record(ModeShape, { minProperties: 1 })]);
export type PoliciesFile = Type.Static<typeof PoliciesShape>;

/** The form of a file in sites/. */
export const SiteShape = Type.Object(
  {
    id: Type.String({
      pattern: '^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$',
      title: 'lower-case letters, digits and hyphens between them, at most 64',
    }),
    trust: Type.Optional(TrustShape),
    fhirServers: Type.Optional(Type.Array(token, { uniqueItems: true })),
    prefetch: Type.Optional(PrefetchShape),
    hooks: Type.Optional(Type.Array(Type.Enum(HOOK_NAMES), someDistinct)),
    policies: Type.Optional(PoliciesShape),
    expectedCards: Type.Optional(record(Type.Number({ exclusiveMinimum: 0 }))),
    timeZone: Type.Optional(token),
    cards: Type.Optional(Type.Enum(CARD_PROFILES)),
    feedback: Type.Optional(Type.Enum(FEEDBACK_DIALECTS)),
    rateLimit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
    crd: Type.Optional(CrdShape),
  },
  strict,
);
export type SiteFile = Type.Static<typeof SiteShape>;
