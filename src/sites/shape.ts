import { FACTS } from '../decision/facts.ts';
import { HOOK_NAMES } from '../hooks/hooks.ts';
import * as Type from '../shape.ts';
import { CrdShape } from './crd.ts';
import { JwkShape } from './public-key.ts';
import { ALGORITHMS, CARD_PROFILES, FEEDBACK_DIALECTS } from './site.ts';

/*
 * A site file as JSON Schema and as type from one source. Strict on purpose: a misspelt member would otherwise leave a
 * default in force that nobody chose. sites/example-hospital.yaml.sample says what each member means.
 */
const strict = { additionalProperties: false } as const;
const some = { minItems: 1, uniqueItems: true } as const;
const token = Type.string({ pattern: '^\\S+$', maxLength: 2048 });

const TrustShape = Type.object(
  {
    issuer: token,
    jku: Type.optional(Type.array(token, some)),
    keys: Type.optional(Type.array(JwkShape, { minItems: 1 })),
    algorithms: Type.optional(Type.array(Type.oneOf(ALGORITHMS), some)),
    audience: token,
    tenant: Type.optional(Type.string({ minLength: 1, maxLength: 256 })),
    lifetime: Type.optional(Type.integer({ minimum: 1, maximum: 3600 })),
    skew: Type.optional(Type.integer({ minimum: 0, maximum: 300 })),
    discovery: Type.optional(Type.oneOf(['open', 'protected'])),
  },
  strict,
);
export type TrustFile = Type.Accepted<typeof TrustShape>;

const PrefetchShape = Type.object(
  {
    pages: Type.optional(Type.boolean()),
    nulls: Type.optional(Type.oneOf(['none', 'unknown'])),
    keys: Type.optional(Type.record(Type.oneOf(FACTS.map(({ key }) => key)))),
  },
  strict,
);
export type PrefetchFile = Type.Accepted<typeof PrefetchShape>;

/** The form of a file in sites/. */
export const SiteShape = Type.object(
  {
    id: Type.string({ pattern: '^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$' }),
    trust: Type.optional(TrustShape),
    fhirServers: Type.optional(Type.array(token, { uniqueItems: true })),
    prefetch: Type.optional(PrefetchShape),
    hooks: Type.optional(Type.array(Type.oneOf(HOOK_NAMES), some)),
    policies: Type.optional(Type.array(token, some)),
    cards: Type.optional(Type.oneOf(CARD_PROFILES)),
    feedback: Type.optional(Type.oneOf(FEEDBACK_DIALECTS)),
    rateLimit: Type.optional(Type.integer({ minimum: 1, maximum: 1_000_000 })),
    crd: Type.optional(CrdShape),
  },
  strict,
);
export type SiteFile = Type.Accepted<typeof SiteShape>;
