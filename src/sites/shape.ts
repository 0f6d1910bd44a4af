import Type, { type Static } from 'typebox';
import { HOOKS } from '../knowledge/policy.ts';
import { JwkShape } from './public-key.ts';
import { ALGORITHMS, CARD_PROFILES, FEEDBACK_DIALECTS } from './site.ts';

/*
 * A site file as JSON Schema and as type from one source. Strict on purpose: a misspelt member would otherwise leave a
 * default in force that nobody chose. sites/example-hospital.yaml.sample says what each member means.
 */
const strict = { additionalProperties: false } as const;
const some = { minItems: 1, uniqueItems: true } as const;
const token = Type.String({ pattern: '^\\S+$', maxLength: 2048 });

const TrustShape = Type.Object(
  {
    issuer: token,
    jku: Type.Optional(Type.Array(token, some)),
    keys: Type.Optional(Type.Array(JwkShape, { minItems: 1 })),
    algorithms: Type.Optional(Type.Array(Type.Enum(ALGORITHMS), some)),
    audience: token,
    tenant: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
    lifetime: Type.Optional(Type.Integer({ minimum: 1, maximum: 3600 })),
    skew: Type.Optional(Type.Integer({ minimum: 0, maximum: 300 })),
    discovery: Type.Optional(Type.Enum(['open', 'protected'])),
  },
  strict,
);
export type TrustFile = Static<typeof TrustShape>;

/** The form of a file in sites/. */
export const SiteShape = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$' }),
    trust: Type.Optional(TrustShape),
    fhirServers: Type.Optional(Type.Array(token, { uniqueItems: true })),
    hooks: Type.Optional(Type.Array(Type.Enum(HOOKS), some)),
    policies: Type.Optional(Type.Array(token, some)),
    cards: Type.Optional(Type.Enum(CARD_PROFILES)),
    feedback: Type.Optional(Type.Enum(FEEDBACK_DIALECTS)),
    rateLimit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
  },
  strict,
);
export type SiteFile = Static<typeof SiteShape>;
