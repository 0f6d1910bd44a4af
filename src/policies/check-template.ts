import { didYouMean } from '../schema/did-you-mean.ts';
import { type CardTemplate, PLACEHOLDER, type Shown, SUMMARY_LIMIT } from './card-template.ts';
import type { FaultList } from './fault.ts';

/** This many characters of a summary are kept for the order's own words. */
const ROOM_FOR_ORDER = 24;

/** A text of a card, and what may stand in it in braces. */
interface TemplateText {
  readonly path: string;
  readonly words: string;
  readonly holds: 'facts' | 'order' | 'nothing';
}

function textsOf({
  detail,
  suggestions = [],
  links = [],
  source,
  variants = [],
}: CardTemplate): readonly TemplateText[] {
  return [
    ...detail.map(({ text }, at) => ({ path: `detail[${at}].text`, words: text, holds: 'facts' as const })),
    ...suggestions.flatMap(({ label, description }, at) => [
      { path: `suggestions[${at}].label`, words: label, holds: 'nothing' as const },
      { path: `suggestions[${at}].description`, words: description, holds: 'order' as const },
    ]),
    ...links.map(({ label }, at) => ({ path: `links[${at}].label`, words: label, holds: 'nothing' as const })),
    { path: 'source.label', words: source.label, holds: 'nothing' },
    ...variants.map((variant, at) => ({
      path: `variants[${at}].source.label`,
      words: variant.source?.label ?? '',
      holds: 'nothing' as const,
    })),
  ];
}

/** A tag, or the beginning of one; a less-than sign before a space or a digit is text. */
const HTML = /<[A-Za-z/!][^>]*>?/;

const unknownFact = (fact: string, facts: ReadonlySet<string>) =>
  `fact ${fact} is unknown to the policy${didYouMean(fact, facts)}`;

function checkText(
  { path, words, holds }: TemplateText,
  file: string,
  facts: ReadonlySet<string>,
  faults: FaultList,
): void {
  const [tag] = HTML.exec(words) ?? [];
  if (tag !== undefined) faults.add(file, path, `${tag} is HTML: cards are Markdown, and EHRs show HTML as it stands`);
  for (const [braces, fact = ''] of words.matchAll(PLACEHOLDER)) {
    const isOrder = fact === 'order';
    if (holds === 'nothing' || (holds === 'order' && !isOrder)) faults.add(file, path, `${braces} cannot stand here`);
    else if (!isOrder && !facts.has(fact)) faults.add(file, path, unknownFact(fact, facts));
  }
}

function checkSummary(words: string, file: string, path: string, faults: FaultList): void {
  const [tag] = HTML.exec(words) ?? [];
  if (tag !== undefined) faults.add(file, path, `${tag} is HTML: a summary is plain text`);
  const braces = [...words.matchAll(PLACEHOLDER)].map(([found]) => found);
  if (braces.length !== 1 || braces[0] !== '{order}')
    faults.add(file, path, 'a summary must name the order, once, with {order} and nothing else in braces');
  const room = SUMMARY_LIMIT - words.replace('{order}', '').length;
  if (room < ROOM_FOR_ORDER) faults.add(file, path, `leaves fewer than ${ROOM_FOR_ORDER} characters for the order`);
}

function checkShown(
  items: readonly Shown[],
  path: string,
  file: string,
  facts: ReadonlySet<string>,
  faults: FaultList,
): void {
  for (const [at, { when, unless, unknown, partly }] of items.entries()) {
    for (const [member, fact] of Object.entries({ when, unless, unknown, partly }))
      if (fact !== undefined && !facts.has(fact))
        faults.add(file, `${path}[${at}].${member}`, unknownFact(fact, facts));
  }
}

function checkSuggestions(
  suggestions: NonNullable<CardTemplate['suggestions']>,
  file: string,
  faults: FaultList,
): void {
  for (const [at, { remove, set, create }] of suggestions.entries()) {
    const kinds = [remove, set, create].filter((kind) => kind !== undefined);
    if (kinds.length !== 1) faults.add(file, `suggestions[${at}]`, 'needs exactly one of remove, set, create');
  }
}

/** Checks a template against the policy that uses it: its facts, what stands in braces, and the room in its summaries. */
export function checkTemplate(
  template: CardTemplate,
  file: string,
  facts: ReadonlySet<string>,
  reasons: ReadonlySet<string>,
  faults: FaultList,
): void {
  const { summary, detail, links = [], suggestions = [], variants = [] } = template;
  checkSummary(summary, file, 'summary', faults);
  for (const [at, variant] of variants.entries())
    if (variant.summary) checkSummary(variant.summary, file, `variants[${at}].summary`, faults);
  for (const text of textsOf(template)) checkText(text, file, facts, faults);
  for (const [path, items] of Object.entries({ detail, links, suggestions, variants }))
    checkShown(items, path, file, facts, faults);
  checkSuggestions(suggestions, file, faults);
  for (const [at, code] of template.overrideReasons.entries())
    if (!reasons.has(code))
      faults.add(file, `overrideReasons[${at}]`, `reason ${code} is unknown${didYouMean(code, reasons)}`);
}
