import type { ReportFault } from '../matching/concept.ts';
import { searchset } from '../policies/case-request.ts';
import { type Expression, readExpression } from '../policies/expression-references.ts';
import { VARIABLE } from '../policies/extensions.ts';
import { messageOf } from '../policies/fault.ts';
import { didYouMean } from '../schema/did-you-mean.ts';

import { INITIAL_EXPRESSION, LAUNCH_CONTEXT } from './extensions.ts';
import { type Context, compileTypes, compileValues } from './fhirpath.ts';
import { itemsIn, type PlacedItem } from './items.ts';
import type { Questionnaire, QuestionnaireExtension, QuestionnaireItem } from './questionnaire-shape.ts';
import { richSamples, SAMPLED_TYPES, sparseSample } from './sample-chart.ts';
import { expressionsWithin, searchedType } from './search-expression.ts';

/** The types that an answer to a kind of item may be prefilled from. No client converts one to another. */
const FITTING: Readonly<Partial<Record<QuestionnaireItem['type'], readonly string[]>>> = {
  boolean: ['System.Boolean', 'FHIR.boolean'],
  decimal: ['System.Decimal', 'FHIR.decimal'],
  integer: ['System.Integer', 'FHIR.integer', 'FHIR.positiveInt', 'FHIR.unsignedInt'],
  date: ['System.Date', 'FHIR.date'],
  dateTime: ['System.DateTime', 'FHIR.dateTime'],
  string: ['System.String', 'FHIR.string'],
  text: ['System.String', 'FHIR.string', 'FHIR.markdown'],
  choice: ['FHIR.Coding'],
  quantity: ['FHIR.Quantity'],
};
const CONVERSIONS: Readonly<Partial<Record<QuestionnaireItem['type'], string>>> = {
  decimal: 'toDecimal()',
  integer: 'toInteger()',
  date: 'toDate()',
  dateTime: 'toDateTime()',
  string: 'toString()',
  text: 'toString()',
};

/** A name that expressions may use, with the type of the resource behind it and samples of that. */
interface Source {
  readonly name: string;
  readonly type: string;
  readonly rich: readonly Context[string][];
  readonly sparse: Context[string];
}

/** A launch context (SDC §launchContext). Clients, such as smart-forms, take its name and its type from the places of the parts. */
function launchContext(
  { extension = [] }: QuestionnaireExtension,
  element: string,
  report: ReportFault,
): readonly Source[] {
  const [first, second] = extension;
  const name = first?.url === 'name' ? first.valueCoding?.code : undefined;
  const type = second?.url === 'type' ? second.valueCode : undefined;
  if (name === undefined || type === undefined) {
    report(element, 'must begin with the parts name (valueCoding) and type (valueCode), in this order');
    return [];
  }
  if (!SAMPLED_TYPES.includes(type)) {
    report(
      element,
      `type ${type} is none that can be checked${didYouMean(type, SAMPLED_TYPES)}: ${SAMPLED_TYPES.join(', ')}`,
    );
    return [];
  }
  return [{ name, type, rich: richSamples(type), sparse: sparseSample(type) }];
}

/** The expression with what it refers to, if it is FHIRPath and all its variables are known. */
function read(text: string, known: readonly string[], element: string, report: ReportFault): Expression | undefined {
  try {
    const expression = readExpression(text);
    const [unknown] = expression.variables.filter((variable) => !known.includes(variable));
    if (unknown === undefined) return expression;
    report(element, `%${unknown} is unknown${didYouMean(unknown, known)}`);
  } catch (error) {
    report(element, `no FHIRPath: ${messageOf(error)}`);
  }
  return undefined;
}

function searchVariable(
  { valueExpression: expression }: QuestionnaireExtension,
  known: readonly string[],
  element: string,
  report: ReportFault,
): readonly Source[] {
  const { name, language, expression: search } = expression ?? {};
  if (name === undefined || search === undefined || language !== 'application/x-fhir-query') {
    report(element, 'must be a search with a name, in the language application/x-fhir-query');
    return [];
  }
  const type = searchedType(search);
  if (type === undefined || !SAMPLED_TYPES.includes(type)) {
    report(
      element,
      `must be a search such as Condition?patient={{%patient.id}}, for one of ${SAMPLED_TYPES.join(', ')}`,
    );
    return [];
  }
  const isRead = expressionsWithin(search).every((text) => read(text, known, element, report));
  return isRead ? [{ name, type, rich: [searchset(richSamples(type))], sparse: searchset([]) }] : [];
}

/** The names that expressions may use; those of faulty definitions are left out, and `isComplete` is false. */
function sourcesOf({ extension }: Questionnaire, report: ReportFault) {
  const sources: Source[] = [];
  let isComplete = true;
  for (const [at, one] of extension.entries()) {
    if (one.url !== LAUNCH_CONTEXT && one.url !== VARIABLE) continue;
    const element = `Questionnaire.extension[${at}]`;
    const names = sources.map(({ name }) => name);
    const found =
      one.url === LAUNCH_CONTEXT ? launchContext(one, element, report) : searchVariable(one, names, element, report);
    if (found.length === 0) isComplete = false;
    for (const source of found) {
      if (!names.includes(source.name)) sources.push(source);
      else {
        report(element, `%${source.name} is defined twice`);
        isComplete = false;
      }
    }
  }
  return { sources, isComplete };
}

/** Every chart on which an expression is run: each form of what it uses with the first forms of the others, and an empty one. */
function chartsOf(all: readonly Source[], { variables }: Expression) {
  const sources = all.filter(({ name }) => variables.includes(name));
  const first = Object.fromEntries(sources.map(({ name, rich }) => [name, rich[0] ?? {}]));
  const rich = sources.flatMap((source) => source.rich.map((form) => ({ ...first, [source.name]: form })));
  return {
    rich: rich.length > 0 ? rich : [{}],
    sparse: Object.fromEntries(sources.map(({ name, sparse }) => [name, sparse])),
  };
}

/** Returns the fault of an expression that gives the answer to an item, or undefined. Throws what the FHIRPath engine throws. */
function answerFault(text: string, { type, repeats }: QuestionnaireItem, charts: ReturnType<typeof chartsOf>) {
  const types = new Set(charts.rich.flatMap(compileTypes(text)));
  if (types.size === 0)
    return 'gives nothing on a chart that holds every element of US Core, so nothing would be prefilled';
  const fitting = FITTING[type] ?? [];
  const misfit = [...types].find((one) => !fitting.includes(one));
  if (misfit !== undefined) {
    const conversion = CONVERSIONS[type];
    return `gives ${misfit} to an item of type ${type}: must give ${fitting.join(' or ')}${conversion ? `, as by .${conversion}` : ''}`;
  }
  const answers = [...charts.rich, charts.sparse].map(compileValues(text));
  if (answers.some((values) => values.includes(''))) return 'gives an empty text where the chart holds nothing';
  if (repeats !== true && answers.some((values) => values.length > 1))
    return 'gives several answers where the chart holds several, and the item does not repeat: end with .first()';
  return undefined;
}

function checkInitial(
  { item, element }: PlacedItem,
  sources: readonly Source[],
  isComplete: boolean,
  report: ReportFault,
) {
  for (const [at, { url, valueExpression }] of (item.extension ?? []).entries()) {
    if (url !== INITIAL_EXPRESSION || !valueExpression || !FITTING[item.type]) continue;
    const place = `${element}.extension[${at}].valueExpression`;
    if (valueExpression.language !== 'text/fhirpath') {
      report(`${place}.language`, 'must be text/fhirpath');
      continue;
    }
    const known = sources.map(({ name }) => name);
    const text = valueExpression.expression;
    const expression = read(text, known, `${place}.expression`, isComplete ? report : () => undefined);
    if (!expression) continue;
    try {
      const fault = answerFault(text, item, chartsOf(sources, expression));
      if (fault !== undefined) report(`${place}.expression`, fault);
    } catch (error) {
      report(`${place}.expression`, `cannot be evaluated: ${messageOf(error)}`);
    }
  }
}

/**
 * Checks the expressions of a questionnaire by running them on made-up charts: one expression that gives something else than the
 * kind of its item makes clients refuse the whole form.
 */
export function checkExpressions(questionnaire: Questionnaire, report: ReportFault): void {
  const { sources, isComplete } = sourcesOf(questionnaire, report);
  for (const placed of itemsIn(questionnaire)) checkInitial(placed, sources, isComplete, report);
}
