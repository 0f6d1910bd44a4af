import { asObject, type JsonObject, objectsIn } from '../json.ts';
import { searchset } from '../policies/case-request.ts';
import { VARIABLE } from '../policies/extensions.ts';
import { INITIAL_EXPRESSION, LAUNCH_CONTEXT } from './extensions.ts';
import { type Context, compileValues } from './fhirpath.ts';
import { itemsIn, optionsOf } from './items.ts';
import type { Questionnaire, QuestionnaireItem } from './questionnaire-shape.ts';
import { searchedType } from './search-expression.ts';

/** The names that the expressions of a questionnaire use, with what a chart holds for them: of a searched type, all there is. */
function contextOf({ extension }: Questionnaire, chart: readonly JsonObject[]): Context {
  const ofType = (type: string | undefined) => chart.filter(({ resourceType }) => resourceType === type);
  const entries = extension.flatMap(({ url, valueExpression, extension: parts = [] }) => {
    if (url === VARIABLE && valueExpression?.name !== undefined)
      return [[valueExpression.name, searchset(ofType(searchedType(valueExpression.expression)))] as const];
    if (url !== LAUNCH_CONTEXT) return [];
    const name = parts.find((part) => part.url === 'name')?.valueCoding?.code;
    const type = parts.find((part) => part.url === 'type')?.valueCode;
    return name === undefined ? [] : [[name, ofType(type)[0] ?? {}] as const];
  });
  return Object.fromEntries(entries);
}

/** The options of a choice that these Codings are. */
function chosen(values: readonly unknown[], item: QuestionnaireItem, questionnaire: Questionnaire) {
  const codings = objectsIn(values);
  return optionsOf(item, questionnaire).filter((option) =>
    codings.some(({ system, code }) => system === option.system && code === option.code),
  );
}

/** The answers that a chart gives, by linkId (SDC §initialExpression): of an item that no expression fills, none. */
export function prefilled(
  questionnaire: Questionnaire,
  chart: readonly JsonObject[],
): ReadonlyMap<string, readonly unknown[]> {
  const context = contextOf(questionnaire, chart);
  return new Map(
    itemsIn(questionnaire).map(({ item }) => {
      const initial = item.extension?.find(({ url }) => url === INITIAL_EXPRESSION);
      const expression = initial?.valueExpression?.expression;
      const values = expression === undefined ? [] : compileValues(expression)(context);
      return [item.linkId, item.type === 'choice' ? chosen(values, item, questionnaire) : values];
    }),
  );
}

/** An answer for a reader: the words of a code, a quantity with its unit. */
export function answerText(answer: unknown): string {
  const parts = asObject(answer);
  return parts
    ? String(parts['display'] ?? parts['code'] ?? `${String(parts['value'])} ${String(parts['unit'] ?? '')}`)
    : String(answer);
}
