import * as Type from 'typebox';
import { strict } from '../schema/members.ts';
import { httpsAddress, text } from '../schema/text-shapes.ts';

const Indicator = Type.Enum(['info', 'warning', 'critical']);

/**
 * Condition of a part of a card: `when` the fact is met, `unless` it is met, `unknown` if it could not be decided,
 * `partly` if it is met by a part of the data and more may be missing.
 */
const shown = {
  when: Type.Optional(text),
  unless: Type.Optional(text),
  unknown: Type.Optional(text),
  partly: Type.Optional(text),
};
const Source = Type.Object(
  {
    label: text,
    url: Type.Optional(httpsAddress),
    topic: Type.String({ pattern: '^[A-Za-z0-9]{1,100}$', title: 'letters and digits, at most 100' }),
  },
  strict,
);
const Suggestion = Type.Object(
  {
    label: text,
    description: text,
    ...shown,
    remove: Type.Optional(Type.Literal(true)),
    set: Type.Optional(
      Type.Object(
        {
          path: Type.String({
            pattern: '^[a-z][A-Za-z]*(\\.[a-z][A-Za-z]*)*$',
            title: 'a path of elements, such as quantityQuantity.value',
          }),
          to: Type.Union([Type.Number(), Type.String()]),
        },
        strict,
      ),
    ),
    create: Type.Optional(
      Type.Object({ resourceType: Type.Literal('ServiceRequest'), code: Type.Object({ text }, strict) }, strict),
    ),
  },
  strict,
);

/** The most characters of a filled summary: fewer than 140 (CDS Hooks §Card attributes). */
export const SUMMARY_LIMIT = 139;

/**
 * The form of a file in cards/: the words of one card. A summary holds `{order}`, and a text of `detail` may hold `{order}` and
 * `{<fact>}`, filled and escaped later; check-template.ts says what the others may hold.
 */
export const CardTemplateShape = Type.Object(
  {
    indicator: Indicator,
    summary: text,
    detail: Type.Array(Type.Object({ text, ...shown }, strict), { minItems: 1 }),
    source: Source,
    links: Type.Optional(
      Type.Array(Type.Object({ label: text, url: httpsAddress, ...shown }, strict), { minItems: 1 }),
    ),
    suggestions: Type.Optional(Type.Array(Suggestion, { minItems: 1 })),
    overrideReasons: Type.Array(text, { minItems: 1, maxItems: 6 }),
    variants: Type.Optional(
      Type.Array(
        Type.Object(
          {
            when: text,
            indicator: Type.Optional(Indicator),
            summary: Type.Optional(text),
            source: Type.Optional(Source),
          },
          strict,
        ),
        { minItems: 1 },
      ),
    ),
  },
  strict,
);
export type CardTemplate = Type.Static<typeof CardTemplateShape>;
export type Shown = Pick<CardTemplate['detail'][number], 'when' | 'unless' | 'unknown' | 'partly'>;

/** The conditions of a part of a card in words; undefined for a part that is always shown. */
export function describeShown({ when, unless, unknown, partly }: Shown): string | undefined {
  const conditions = [
    when && `if ${when}`,
    unless && `unless ${unless}`,
    unknown && `if ${unknown} is unknown`,
    partly && `if ${partly} was found in a part of the data`,
  ];
  return conditions.filter((condition) => condition !== undefined).join(' and ') || undefined;
}

/** Braces in a text of a card: a fact whose values stand there, `order`, or with `.reason` why the fact is not known. */
export const PLACEHOLDER = /\{([A-Za-z0-9]+)(\.reason)?\}/g;

/** The facts of a policy that its card shows, or hangs on. */
export function factsShownBy({ detail, links = [], suggestions = [], variants = [] }: CardTemplate): readonly string[] {
  const parts: readonly Shown[] = [...detail, ...links, ...suggestions, ...variants];
  const conditions = parts.flatMap(({ when, unless, unknown, partly }) => [when, unless, unknown, partly]);
  const inBraces = detail.flatMap(({ text: words }) => [...words.matchAll(PLACEHOLDER)].map(([, fact]) => fact));
  const shown = [...conditions, ...inBraces].filter((fact) => fact !== undefined && fact !== 'order');
  return [...new Set(shown)].filter((fact) => fact !== undefined);
}

const TOPIC_LIMIT = 100;

/** The topic of a finding for Epic: letters and digits only, at most 100 (Epic on FHIR, CDS Hooks, Card Attributes). */
export function epicTopic(topic: string, actionId: string): string {
  return `${topic}${actionId}`.replaceAll(/[^A-Za-z0-9]/g, '').slice(-TOPIC_LIMIT);
}
