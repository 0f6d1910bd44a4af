import { isMap, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Systems } from '../matching/code-systems.ts';
import { formFaults } from '../schema/form-faults.ts';
import { type Validator, validatorOf } from '../schema/validator.ts';
import { type CaseCode, type CaseOrder, CaseShape, type PolicyCase } from './case.ts';
import { isAsSent, readCode } from './case-request.ts';
import { faultOfSentCode, unknownSystem } from './code-form.ts';
import { type FaultList, messageOf } from './fault.ts';

/** A case, and where it stands. */
export interface LocatedCase {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly row: PolicyCase;
}

const isCase: Validator<PolicyCase> = validatorOf(CaseShape, { allErrors: true });

function reportForm(file: string, at: number, faults: FaultList): void {
  for (const { element, reason } of formFaults(isCase.errors))
    faults.add(file, element === '' ? `[${at}]` : `[${at}].${element}`, reason);
}

/** The codes of a case, each with its element. */
function codesIn({ order, others = [], conditions = [], coverage }: PolicyCase): readonly [string, CaseCode][] {
  const ofOrder = (element: string, { codes = [] }: CaseOrder) =>
    codes.map((code, at): [string, CaseCode] => [`${element}.codes[${at}]`, code]);
  const ofConditions = conditions === 'unknown' ? [] : conditions;
  return [
    ...ofOrder('order', order),
    ...others.flatMap((other, at) => ofOrder(`others[${at}]`, other)),
    ...ofConditions.flatMap((each, at): [string, CaseCode][] => {
      const element = `conditions[${at}]`;
      if (typeof each === 'string') return [[element, each]];
      return each.code === undefined ? [] : [[`${element}.code`, each.code]];
    }),
    ...(coverage?.type === undefined ? [] : [['coverage.type', coverage.type] satisfies [string, CaseCode]]),
  ];
}

/** Fault of a code: of a system nobody knows, or one that cannot be of its system. As it is sent, a code may be anything. */
function faultOf(written: CaseCode, systems: Systems): string | undefined {
  const { system, code } = readCode(written);
  if (system === '') return 'a code is written "system code words"';
  if (system === 'local' || system === 'none' || isAsSent(system)) return undefined;
  const canonical = systems.canonicalOf(system);
  return canonical === undefined ? unknownSystem(system) : faultOfSentCode(canonical, code, systems);
}

/** Faults of `selected`, by element: it is for order-select alone, and holds numbers of orders that are there. */
function faultsOfSelected({ others = [], hook, selected }: PolicyCase): readonly (readonly [string, string])[] {
  if (selected === undefined) return [];
  if (hook !== 'order-select') return [['selected', 'is for hook: order-select alone']];
  const count = 1 + others.length;
  return selected.flatMap((number, at) =>
    number > count ? [[`selected[${at}]`, `must be the number of an order, from 1 to ${count}, not ${number}`]] : [],
  );
}

/** Faults of a case of the right form, by element. */
function faultsIn(row: PolicyCase, systems: Systems): readonly (readonly [string, string])[] {
  const ofCodes = codesIn(row).flatMap(([element, code]): [string, string][] => {
    const fault = faultOf(code, systems);
    return fault === undefined ? [] : [[element, fault]];
  });
  return [...ofCodes, ...faultsOfSelected(row)];
}

/** The items of a YAML list, each with the line it begins on. Throws YAMLParseError. */
function itemsOf(text: string): readonly { readonly line: number; readonly value: unknown }[] | undefined {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [broken] = document.errors;
  if (broken) throw broken;
  const { contents } = document;
  if (!isSeq(contents)) return undefined;
  const values = document.toJS() as readonly unknown[];
  return contents.items.map((item, at) => {
    const start = isMap(item) ? (item.range?.[0] ?? 0) : 0;
    return { line: lines.linePos(start).line, value: values[at] };
  });
}

/**
 * Reads a file of cases: a YAML list. What is no case is a fault, and left out; so is one with a code of an unknown system or one
 * that its system cannot have, or with the number of an order that is not there. A name that another case has is a fault, too.
 */
export function readCases(text: string, file: string, systems: Systems, faults: FaultList): readonly LocatedCase[] {
  try {
    const items = itemsOf(text);
    if (!items) faults.add(file, 'file', 'must be a list of cases');
    const names = new Set<string>();
    return (items ?? []).flatMap(({ line, value }, at) => {
      if (!isCase(value)) {
        reportForm(file, at, faults);
        return [];
      }
      if (names.has(value.name)) faults.add(file, `[${at}].name`, `"${value.name}" is also the name of another case`);
      names.add(value.name);
      const found = faultsIn(value, systems);
      for (const [element, reason] of found) faults.add(file, `[${at}].${element}`, reason);
      return found.length === 0 ? [{ file, line, row: value }] : [];
    });
  } catch (error) {
    faults.add(file, 'file', messageOf(error));
    return [];
  }
}
