import type { Decision } from '../decision/decide.ts';
import { type CardTemplate, PLACEHOLDER, type Shown, SUMMARY_LIMIT } from '../policies/card-template.ts';
import type { MissingWords } from '../policies/missing-words.ts';
import { markdown, shorten } from './escape.ts';
import { labelOf } from './order-label.ts';
import { valuesText } from './value-text.ts';

/** True if this part of the card is to be shown, by what the policy's facts came to. */
export function isShown({ when, unless, unknown, partly }: Shown, { findings }: Decision): boolean {
  const truth = (fact: string) => findings.get(fact)?.truth;
  return (
    (when === undefined || truth(when) === 'met') &&
    (unless === undefined || truth(unless) !== 'met') &&
    (unknown === undefined || truth(unknown) === 'unknown') &&
    (partly === undefined || (truth(partly) === 'met' && findings.get(partly)?.gap !== undefined))
  );
}

/** Fills a summary: the order's own words take the room that the sentence leaves. */
export function fillSummary(sentence: string, decision: Decision): string {
  const room = SUMMARY_LIMIT - sentence.replace('{order}', '').length;
  return sentence.replace('{order}', () => shorten(labelOf(decision), room));
}

/** Fills a text of the detail; every string from the request is escaped. */
function fillDetail(text: string, decision: Decision, missingWords: MissingWords): string {
  return text.replace(PLACEHOLDER, (_, fact: string, asksWhy: string | undefined) => {
    if (fact === 'order') return markdown(labelOf(decision));
    const finding = decision.findings.get(fact);
    if (asksWhy === undefined) return valuesText(finding?.values ?? []) || missingWords.noValues(fact);
    const cause = finding?.gap?.cause;
    return cause ? missingWords.incomplete(cause.fact, cause.reason) : 'it could not be decided';
  });
}

/** Puts the shown parts of the detail together: paragraphs apart, list items under one another. */
export function fillParts(parts: CardTemplate['detail'], decision: Decision, missingWords: MissingWords): string {
  const shown = parts.filter((part) => isShown(part, decision));
  const texts = shown.map(({ text }) => fillDetail(text, decision, missingWords));
  return texts.reduce((all, text, at) => {
    const inList = text.startsWith('- ') && texts[at - 1]?.startsWith('- ');
    return at === 0 ? text : `${all}${inList ? '\n' : '\n\n'}${text}`;
  }, '');
}
