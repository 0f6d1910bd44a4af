import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createFaultList, type Fault } from '../../src/policies/fault.ts';
import { checkQuestionnaires } from '../../src/questionnaires/check.ts';
import { itemsIn } from '../../src/questionnaires/items.ts';
import type { Questionnaire } from '../../src/questionnaires/questionnaire-shape.ts';
import { TRACTION_RECORD } from '../support/chart.ts';
import { copyKnowledge, faultsOf } from '../support/knowledge-copy.ts';

/** A change of the form. */
interface Change {
  readonly at: string;
  readonly to?: unknown;
  readonly add?: unknown;
}
interface Row extends Change {
  readonly name: string;
  /** Regular expressions. */
  readonly element: string;
  readonly reason: string;
}
const rows = parse(readFileSync(join(import.meta.dirname, 'faulty-questionnaires.yaml'), 'utf8')) as readonly Row[];

type Node = Record<string, unknown>;

function apply(form: Questionnaire, { at, to, add }: Change): void {
  const steps = at.split('/');
  const last = steps.pop() ?? '';
  const start = (step: string): unknown =>
    step.startsWith('@')
      ? itemsIn(form).find(({ item }) => `@${item.linkId}` === step)?.item
      : (form as unknown as Node)[step];
  const [first, ...rest] = steps;
  const parent = rest.reduce((node, step) => (node as Node)[step], first === undefined ? form : start(first)) as Node;
  if (add !== undefined) (parent[last] as unknown[]).push(add);
  else if (to !== undefined) parent[last] = to;
  else if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else delete parent[last];
}

function faultsWith(...changes: readonly Change[]): readonly Fault[] {
  const form = structuredClone(TRACTION_RECORD);
  for (const change of changes) apply(form, change);
  const faults = createFaultList();
  checkQuestionnaires(new Map([['form.json', form]]), faults);
  return faults.faults;
}

describe('a questionnaire', () => {
  it.each(rows)('with $name is refused, once, by element and reason', (row) => {
    const [element, reason] = [expect.stringMatching(row.element), expect.stringMatching(row.reason)];
    expect(faultsWith(row)).toEqual([{ file: 'form.json', element, reason }]);
  });

  it.each([
    ['integer', '%order.quantity.ofType(Quantity).value.toInteger()', []],
    ['decimal', '%order.quantity.ofType(Quantity).value', []],
    ['boolean', '%patient.active', []],
    ['date', 'today()', []],
    ['dateTime', '%order.authoredOn', []],
    ['quantity', '%order.quantity.ofType(Quantity)', ['unitOption']],
    ['integer', '%order.quantity.ofType(Quantity).value', ['gives FHIR.decimal']],
    ['decimal', '%order.quantity.ofType(Quantity).value.toInteger()', ['gives System.Integer']],
    ['quantity', '%order.quantity.ofType(Quantity).value', ['unitOption', 'gives FHIR.decimal']],
  ])('with an item of type %s filled by %s has these faults: %s', (type, expression, reasons) => {
    const faults = faultsWith(
      { at: '@order.service/type', to: type },
      { at: '@order.service/extension/0/valueExpression/expression', to: expression },
    );
    expect(faults.map(({ reason }) => reason)).toEqual(reasons.map((reason) => expect.stringContaining(reason)));
  });

  it('may ask whether there is a date, and by several conditions that are joined', () => {
    const exists = { question: 'patient.birth-date', operator: 'exists', answerBoolean: true };
    const faults = faultsWith(
      { at: '@treatment.hold/enableWhen', add: exists },
      { at: '@treatment.hold/enableBehavior', to: 'all' },
    );
    expect(faults).toEqual([]);
  });

  it('may be filled with several answers where its item repeats', () => {
    const expression = '%order.code.coding.display.combine(%order.code.text)';
    const faults = faultsWith(
      { at: '@order.service/repeats', to: true },
      { at: '@order.service/extension/0/valueExpression/expression', to: expression },
    );
    expect(faults).toEqual([]);
  });

  it('in one version twice is refused in the second file', () => {
    const faults = createFaultList();
    const twins = ['a.json', 'b.json'].map((file) => [file, TRACTION_RECORD] as const);
    checkQuestionnaires(new Map(twins), faults);
    const reason = expect.stringContaining('also in a.json');
    expect(faults.faults).toMatchObject([{ file: 'b.json', element: 'Questionnaire.version', reason }]);
  });
});

describe('the chart of an example patient', () => {
  const CHART_FILE = 'fhir-resources/examples/questionnaires/traction-record.json';
  it.each([
    ['that is no JSON', '{"resourceType": "Bundle"', 'file'],
    ['that is no Bundle', '{"resourceType": "Patient"}', 'resourceType'],
    ['that is no resource', '5', 'resourceType'],
  ])('%s is refused', (_what, content, element) => {
    const copy = copyKnowledge();
    copy.write(CHART_FILE, content);
    expect(faultsOf(copy.root)).toMatchObject([{ file: CHART_FILE, element }]);
  });

  it('is not needed', () => {
    const copy = copyKnowledge();
    copy.remove('fhir-resources/examples');
    expect(faultsOf(copy.root)).toEqual([]);
  });
});
