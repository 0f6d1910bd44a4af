import type { Questionnaire, QuestionnaireItem } from './questionnaire-shape.ts';

/** An item of a questionnaire and the element it stands in, such as `Questionnaire.item[0].item[2]`. */
export interface PlacedItem {
  readonly item: QuestionnaireItem;
  readonly element: string;
}

function below(items: readonly QuestionnaireItem[], parent: string): readonly PlacedItem[] {
  return items.flatMap((item, at) => {
    const element = `${parent}.item[${at}]`;
    return [{ item, element }, ...below(item.item ?? [], element)];
  });
}

/** All items of a questionnaire, each before those below it. */
export function itemsIn({ item }: Pick<Questionnaire, 'item'>): readonly PlacedItem[] {
  return below(item, 'Questionnaire');
}

/** True for an item that takes an answer. */
export const isQuestion = ({ type }: QuestionnaireItem) => type !== 'group' && type !== 'display';

/** The options of a choice, from the item or from the ValueSet contained in the questionnaire. */
export function optionsOf({ answerOption = [], answerValueSet }: QuestionnaireItem, { contained = [] }: Questionnaire) {
  const set = contained.find(({ id }) => answerValueSet === `#${id}`);
  return [...answerOption.flatMap(({ valueCoding }) => valueCoding ?? []), ...(set?.expansion?.contains ?? [])];
}
