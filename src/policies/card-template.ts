import * as Type from '../shape.ts';

const strict = { additionalProperties: false } as const;
const text = Type.string({ minLength: 1 });
const Indicator = Type.union([Type.literal('info'), Type.literal('warning'), Type.literal('critical')]);
const https = Type.string({ pattern: '^https://[^\\s]+$' });

/** When a part of a card is shown: `when` the fact is met, `unless` it is met, `unknown` if it could not be decided. */
const shown = {
  when: Type.optional(text),
  unless: Type.optional(text),
  unknown: Type.optional(text),
};
const Source = Type.object(
  { label: text, url: Type.optional(https), topic: Type.string({ pattern: '^[A-Za-z0-9]{1,100}$' }) },
  strict,
);
const Suggestion = Type.object(
  {
    label: text,
    description: text,
    ...shown,
    remove: Type.optional(Type.literal(true)),
    set: Type.optional(
      Type.object(
        {
          path: Type.string({ pattern: '^[a-z][A-Za-z]*(\\.[a-z][A-Za-z]*)*$' }),
          to: Type.union([Type.number(), Type.string()]),
        },
        strict,
      ),
    ),
    create: Type.optional(
      Type.object({ resourceType: Type.literal('ServiceRequest'), code: Type.object({ text }, strict) }, strict),
    ),
  },
  strict,
);

/** The most characters of a filled summary: fewer than 140 (CDS Hooks §Card attributes). */
export const SUMMARY_LIMIT = 139;

/** The form of a file in cards/: the words of one card. Any string may hold `{order}` or `{fact}`, filled and escaped later. */
export const CardTemplateShape = Type.object(
  {
    indicator: Indicator,
    summary: text,
    detail: Type.array(Type.object({ text, ...shown }, strict), { minItems: 1 }),
    source: Source,
    links: Type.optional(Type.array(Type.object({ label: text, url: https, ...shown }, strict), { minItems: 1 })),
    suggestions: Type.optional(Type.array(Suggestion, { minItems: 1 })),
    overrideReasons: Type.array(text, { minItems: 1, maxItems: 6 }),
    variants: Type.optional(
      Type.array(
        Type.object(
          {
            when: text,
            indicator: Type.optional(Indicator),
            summary: Type.optional(text),
            source: Type.optional(Source),
          },
          strict,
        ),
        { minItems: 1 },
      ),
    ),
  },
  strict,
);
export type CardTemplate = Type.Accepted<typeof CardTemplateShape>;
export type Shown = Pick<CardTemplate['detail'][number], 'when' | 'unless' | 'unknown'>;

/** Braces in a text of a card: a fact whose values stand there, `order`, or with `.reason` why the fact is not known. */
export const PLACEHOLDER = /\{([A-Za-z0-9]+)(\.reason)?\}/g;

/** The facts of a policy that its card shows, or hangs on. */
export function factsShownBy({ detail, links = [], suggestions = [], variants = [] }: CardTemplate): readonly string[] {
  const parts: readonly Shown[] = [...detail, ...links, ...suggestions, ...variants];
  const conditions = parts.flatMap(({ when, unless, unknown }) => [when, unless, unknown]);
  const inBraces = detail.flatMap(({ text: words }) => [...words.matchAll(PLACEHOLDER)].map(([, fact]) => fact));
  const shown = [...conditions, ...inBraces].filter((fact) => fact !== undefined && fact !== 'order');
  return [...new Set(shown)].filter((fact) => fact !== undefined);
}
