import * as Type from '../shape.ts';

const strict = { additionalProperties: false } as const;
const text = Type.string({ minLength: 1 });
const day = Type.string({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
const some = { minItems: 1, uniqueItems: true } as const;
const https = Type.string({ pattern: '^https://\\S+$' });

/** Codes of coverage-information that a payer may choose. `satisfied` is none: only a payer's own files know an authorization. */
export const COVERED = ['covered', 'not-covered', 'conditional'] as const;
export const PA_NEEDED = ['no-auth', 'auth-needed', 'performpa', 'conditional'] as const;
export const DOC_NEEDED = ['clinical', 'admin', 'patient'] as const;
export const DOC_PURPOSE = ['withpa', 'withclaim', 'withorder', 'retain-doc'] as const;
export const INFO_NEEDED = ['performer', 'location', 'timeframe', 'contract-window', 'detail-code', 'OTH'] as const;

/** The kinds of advice a CRD client can switch on and off (CRD 2.2 CRD Response Types), as far as this server gives them. */
export const ADVICE_TOPICS = [
  'guideline',
  'therapy-alternatives-opt',
  'contraindication',
  'clinical-reminder',
  'limits',
] as const;
export type AdviceTopic = (typeof ADVICE_TOPICS)[number];

const Statement = Type.object(
  {
    covered: Type.oneOf(COVERED),
    paNeeded: Type.optional(Type.oneOf(PA_NEEDED)),
    docNeeded: Type.optional(Type.array(Type.oneOf(DOC_NEEDED), some)),
    docPurpose: Type.optional(Type.array(Type.oneOf(DOC_PURPOSE), some)),
    infoNeeded: Type.optional(Type.array(Type.oneOf(INFO_NEEDED), some)),
    reason: text,
    section: Type.object({ label: Type.string({ minLength: 1, maxLength: 90 }), url: https, summary: text }, strict),
    contact: Type.optional(
      Type.object(
        {
          name: text,
          telecom: Type.array(
            Type.object({ system: Type.oneOf(['phone', 'fax', 'email', 'url']), value: text }, strict),
            { minItems: 1 },
          ),
        },
        strict,
      ),
    ),
    questionnaire: Type.optional(Type.array(https, some)),
    card: Type.optional(Type.oneOf(ADVICE_TOPICS)),
  },
  strict,
);

/** What a payer asserts where an action of the policy answers (CRD 2.2 §Coverage Information). */
export type Statement = Type.Accepted<typeof Statement>;

/** The form of a file in adoptions/: one payer, one policy. docs/policies.md says what each member means. */
export const AdoptionShape = Type.object(
  {
    payer: text,
    policy: text,
    policyVersion: text,
    from: day,
    until: Type.optional(day),
    actions: Type.record(Statement),
  },
  strict,
);
export type AdoptionFile = Type.Accepted<typeof AdoptionShape>;
