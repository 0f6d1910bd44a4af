import Type, { type Static } from 'typebox';
import type { FaultList } from './fault.ts';

const strict = { additionalProperties: false } as const;
const text = Type.String({ minLength: 1 });
const Indicator = Type.Union([Type.Literal('info'), Type.Literal('warning'), Type.Literal('critical')]);
const https = Type.String({ pattern: '^https://[^\\s]+$' });

/** When a part of a card is shown: `when` the fact is met, `unless` it is not met, `unknown` if it could not be decided. */
const shown = {
  when: Type.Optional(text),
  unless: Type.Optional(text),
  unknown: Type.Optional(text),
};
const Source = Type.Object(
  { label: text, url: Type.Optional(https), topic: Type.String({ pattern: '^[A-Za-z0-9]{1,100}$' }) },
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
          path: Type.String({ pattern: '^[a-z][A-Za-z]*(\\.[a-z][A-Za-z]*)*$' }),
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

/** The form of a file in cards/: the words of one card. Any string may hold `{order}` or `{fact}`, filled and escaped later. */
export const CardTemplateShape = Type.Object(
  {
    indicator: Indicator,
    summary: text,
    detail: Type.Array(Type.Object({ text, ...shown }, strict), { minItems: 1 }),
    source: Source,
    links: Type.Optional(Type.Array(Type.Object({ label: text, url: https, ...shown }, strict), { minItems: 1 })),
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
export type CardTemplate = Static<typeof CardTemplateShape>;
export type Shown = Pick<CardTemplate['detail'][number], 'when' | 'unless' | 'unknown'>;

const PLACEHOLDER = /\{([A-Za-z]+)\}/g;
/** A summary has 139 characters; this many are kept for the order's own words. */
const ROOM_FOR_ORDER = 24;
const SUMMARY_LIMIT = 139;

function textsOf(template: CardTemplate): readonly (readonly [path: string, text: string])[] {
  return [
    ['summary', template.summary],
    ...template.detail.map(({ text }, at) => [`detail/${at}`, text] as const),
    ...(template.variants ?? []).map(
      ({ summary }, at) => [`variants/${at}/summary`, summary ?? template.summary] as const,
    ),
    ...(template.suggestions ?? []).map(
      ({ description }, at) => [`suggestions/${at}/description`, description] as const,
    ),
  ];
}

function factsUsed(template: CardTemplate): readonly (readonly [path: string, fact: string])[] {
  const parts: readonly (readonly [string, readonly Shown[]])[] = [
    ['detail', template.detail],
    ['links', template.links ?? []],
    ['suggestions', template.suggestions ?? []],
    ['variants', template.variants ?? []],
  ];
  return [
    ...parts.flatMap(([path, items]) =>
      items.flatMap((item, at) =>
        [item.when, item.unless, item.unknown].flatMap((fact) => (fact ? [[`${path}/${at}`, fact] as const] : [])),
      ),
    ),
    ...textsOf(template).flatMap(([path, words]) =>
      [...words.matchAll(PLACEHOLDER)].map(([, fact = '']) => [path, fact] as const),
    ),
  ];
}

function checkSummary(words: string, file: string, path: string, faults: FaultList): void {
  if (!words.includes('{order}')) faults.add(file, path, 'a summary must name the order with {order}');
  if (words.replace('{order}', '').length > SUMMARY_LIMIT - ROOM_FOR_ORDER)
    faults.add(file, path, `leaves fewer than ${ROOM_FOR_ORDER} characters for the order`);
}

/** Checks a template against the policy that uses it: every fact must be one of the policy's, every summary must leave room. */
export function checkTemplate(
  template: CardTemplate,
  file: string,
  facts: ReadonlySet<string>,
  reasons: ReadonlySet<string>,
  faults: FaultList,
): void {
  const strangers = factsUsed(template).filter(([, fact]) => fact !== 'order' && !facts.has(fact));
  for (const [path, fact] of strangers) faults.add(file, path, `fact ${fact} is unknown to the policy`);
  const summaries = textsOf(template).filter(([path]) => path.endsWith('summary'));
  for (const [path, words] of summaries) checkSummary(words, file, path, faults);
  for (const code of template.overrideReasons.filter((reason) => !reasons.has(reason)))
    faults.add(file, 'overrideReasons', `reason ${code} is unknown`);
  for (const [at, { remove, set, create }] of (template.suggestions ?? []).entries()) {
    if ([remove, set, create].filter((kind) => kind !== undefined).length !== 1)
      faults.add(file, `suggestions/${at}`, 'needs exactly one of remove, set, create');
  }
}
