import type { ReportFault } from '../matching/concept.ts';
import { didYouMean } from '../schema/did-you-mean.ts';
import { INITIAL_EXPRESSION, OF_ITEM, UNIT_OPTION } from './extensions.ts';
import { isQuestion, itemsIn, optionsOf, type PlacedItem } from './items.ts';
import type { EnableWhen, Questionnaire, QuestionnaireExtension, QuestionnaireItem } from './questionnaire-shape.ts';

const quoted = (codes: readonly string[]) => codes.join(', ');

/** The extensions are known and hold the values that these have. */
export function checkExtensions(
  extensions: readonly QuestionnaireExtension[],
  known: Readonly<Record<string, readonly string[]>>,
  element: string,
  report: ReportFault,
): void {
  for (const [at, extension] of extensions.entries()) {
    const place = `${element}.extension[${at}]`;
    const members = known[extension.url];
    const values = Object.keys(extension).filter((name) => name !== 'url');
    if (!members)
      report(place, `extension ${extension.url} is unknown here${didYouMean(extension.url, Object.keys(known))}`);
    else if (values.length !== 1 || !members.includes(values[0] ?? ''))
      report(place, `must have ${members.join(' or ')}, and nothing beside it`);
  }
}

/** Each option is a code with its system and its words: of others clients send something else back. */
function checkOptions({ answerOption = [] }: QuestionnaireItem, element: string, report: ReportFault): void {
  for (const [at, option] of answerOption.entries()) {
    const { valueCoding } = option;
    const lacking = (['system', 'code', 'display'] as const).filter((part) => !valueCoding?.[part]);
    const place = `${element}.answerOption[${at}]`;
    if (!valueCoding || Object.keys(option).length > 1)
      report(place, 'must be a valueCoding: clients send others back changed');
    else if (lacking.length > 0)
      report(`${place}.valueCoding`, `must have system, code and display, and lacks ${quoted(lacking)}`);
  }
}

/** A choice has its options in the item, or expanded in the questionnaire: clients have no terminology server (DTR dtrq-2). */
function checkChoice({ item, element }: PlacedItem, questionnaire: Questionnaire, report: ReportFault): void {
  const { answerOption, answerValueSet, type } = item;
  if (type !== 'choice') {
    if (answerOption || answerValueSet !== undefined)
      report(element, `has options, and its type is ${type}, not choice`);
    return;
  }
  if ((answerOption === undefined) === (answerValueSet === undefined))
    report(element, 'must have either answerOption or answerValueSet');
  else if (answerValueSet !== undefined) {
    const ids = (questionnaire.contained ?? []).map(({ id }) => `#${id}`);
    if (!ids.includes(answerValueSet))
      report(
        `${element}.answerValueSet`,
        `must be the id of a contained ValueSet behind a #, not ${answerValueSet}${didYouMean(answerValueSet, ids)}`,
      );
  }
  checkOptions(item, element, report);
}

/** Kinds of questions whose answers clients compare by number alone, or in ways of their own. */
const NOT_COMPARED: readonly QuestionnaireItem['type'][] = ['date', 'dateTime', 'quantity'];
const ANSWERS: Readonly<Partial<Record<QuestionnaireItem['type'], keyof EnableWhen>>> = {
  boolean: 'answerBoolean',
  decimal: 'answerDecimal',
  integer: 'answerInteger',
  string: 'answerString',
  text: 'answerString',
  choice: 'answerCoding',
};

/** Returns the fault of a condition on the answer to a question, or undefined. */
function conditionFault(condition: EnableWhen, asked: QuestionnaireItem, questionnaire: Questionnaire) {
  const { operator, answerCoding } = condition;
  const given = Object.keys(condition).filter((name) => name.startsWith('answer'));
  if (operator === '!=') return 'must not use !=: clients disagree where there is no answer';
  if (operator !== 'exists' && NOT_COMPARED.includes(asked.type))
    return `must not compare an answer of type ${asked.type}: clients compare its number alone`;
  const member = operator === 'exists' ? 'answerBoolean' : ANSWERS[asked.type];
  if (given.length !== 1 || given[0] !== member)
    return `must have ${member ?? 'another question'}, which fits the question, not ${quoted(given) || 'nothing'}`;
  if (!answerCoding) return undefined;
  if (answerCoding.system === undefined) return 'must have answerCoding.system: clients compare it';
  const isOption = optionsOf(asked, questionnaire).some(
    ({ system, code }) => system === answerCoding.system && code === answerCoding.code,
  );
  return isOption ? undefined : `must be one of the options of ${asked.linkId}, not ${answerCoding.code}`;
}

function checkConditions({ item, element }: PlacedItem, questionnaire: Questionnaire, report: ReportFault): void {
  const questions = new Map(itemsIn(questionnaire).map((placed) => [placed.item.linkId, placed.item]));
  const { enableWhen = [], enableBehavior } = item;
  for (const [at, condition] of enableWhen.entries()) {
    const asked = questions.get(condition.question);
    const place = `${element}.enableWhen[${at}]`;
    if (!asked || !isQuestion(asked) || asked === item) {
      const hint = didYouMean(condition.question, questions.keys());
      report(`${place}.question`, `must be the linkId of another question, not ${condition.question}${hint}`);
    } else {
      const fault = conditionFault(condition, asked, questionnaire);
      if (fault !== undefined) report(place, fault);
    }
  }
  if (enableWhen.length > 1 && !enableBehavior) report(element, 'must have enableBehavior beside several enableWhen');
}

/** Elements that only questions have, by FHIR's own rules for the kinds of items (que-1, que-6, que-9). */
const OF_QUESTIONS = ['required', 'repeats', 'readOnly', 'maxLength'] as const;

function checkKind({ item, element }: PlacedItem, report: ReportFault): void {
  const { type, extension = [], maxLength } = item;
  const units = extension.filter(({ url }) => url === UNIT_OPTION);
  if (type === 'group' && !item.item) report(element, 'is a group without items');
  if (type !== 'group' && item.item)
    report(`${element}.item`, 'must stand beside the question, not below it: clients lose what hangs below an answer');
  if (type === 'quantity' && units.length === 0) report(element, 'must have a unitOption for each unit (DTR dtrq-3)');
  if (type !== 'quantity' && units.length > 0) report(element, 'has a unitOption and is no quantity');
  if (isQuestion(item)) {
    if (maxLength !== undefined && type !== 'string' && type !== 'text')
      report(`${element}.maxLength`, `is for texts, not for the type ${type}`);
    return;
  }
  const [wrong] = OF_QUESTIONS.filter((member) => item[member] !== undefined);
  const isFilled = extension.some(({ url }) => url === INITIAL_EXPRESSION);
  if (wrong !== undefined || isFilled)
    report(element, `is a ${type} and takes no answer, so it has no ${wrong ?? 'initialExpression'}`);
}

/** Checks the items against the rules that keep all DTR clients in agreement (docs/dtr.md lists them). */
export function checkItems(questionnaire: Questionnaire, report: ReportFault): void {
  const seen = new Set<string>();
  for (const placed of itemsIn(questionnaire)) {
    const { item, element } = placed;
    if (seen.has(item.linkId)) report(`${element}.linkId`, `${item.linkId} is the linkId of another item, too`);
    seen.add(item.linkId);
    checkKind(placed, report);
    checkExtensions(item.extension ?? [], OF_ITEM, element, report);
    checkChoice(placed, questionnaire, report);
    checkConditions(placed, questionnaire, report);
  }
}
