import * as Type from 'typebox';
import { record, someDistinct, strict } from '../schema/members.ts';
import { day, httpsAddress, text } from '../schema/text-shapes.ts';

/** Codes of coverage-information that a payer may choose. `satisfied` is none: only a payer's own files know an authorization. */
const COVERED = ['covered', 'not-covered', 'conditional'] as const;
const PA_NEEDED = ['no-auth', 'auth-needed', 'performpa', 'conditional'] as const;
const DOC_NEEDED = ['clinical', 'admin', 'patient'] as const;
const DOC_PURPOSE = ['withpa', 'withclaim', 'withorder', 'retain-doc'] as const;
const INFO_NEEDED = ['performer', 'location', 'timeframe', 'contract-window', 'detail-code', 'OTH'] as const;

/** The kinds of advice a CRD client can switch on and off (CRD 2.2 CRD Response Types), as far as this server gives them. */
const ADVICE_TOPICS = [
  'guideline',
  'therapy-alternatives-opt',
  'contraindication',
  'clinical-reminder',
  'limits',
] as const;
export type AdviceTopic = (typeof ADVICE_TOPICS)[number];

const Statement = Type.Object(
  {
    covered: Type.Enum(COVERED),
    paNeeded: Type.Optional(Type.Enum(PA_NEEDED)),
    docNeeded: Type.Optional(Type.Array(Type.Enum(DOC_NEEDED), someDistinct)),
    docPurpose: Type.Optional(Type.Array(Type.Enum(DOC_PURPOSE), someDistinct)),
    infoNeeded: Type.Optional(Type.Array(Type.Enum(INFO_NEEDED), someDistinct)),
    reason: text,
    section: Type.Object(
      { label: Type.String({ minLength: 1, maxLength: 90 }), url: httpsAddress, summary: text },
      strict,
    ),
    contact: Type.Optional(
      Type.Object(
        {
          name: text,
          telecom: Type.Array(
            Type.Object({ system: Type.Enum(['phone', 'fax', 'email', 'url']), value: text }, strict),
            { minItems: 1 },
          ),
        },
        strict,
      ),
    ),
    questionnaire: Type.Optional(Type.Array(httpsAddress, someDistinct)),
    card: Type.Optional(Type.Enum(ADVICE_TOPICS)),
  },
  strict,
);

/** Assertion of a payer for an action of the policy (CRD 2.2 §Coverage Information). */
export type Statement = Type.Static<typeof Statement>;

/** The form of a file in adoptions/: one payer, one policy. docs/policies.md says what each member means. */
export const AdoptionShape = Type.Object(
  {
    payer: text,
    policy: text,
    policyVersion: text,
    from: day,
    until: Type.Optional(day),
    actions: record(Statement),
  },
  strict,
);
export type AdoptionFile = Type.Static<typeof AdoptionShape>;
