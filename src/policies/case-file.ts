import { isMap, isSeq, LineCounter, parseDocument } from 'yaml';
import { formFaults } from '../schema/form-faults.ts';
import { type Validator, validatorOf } from '../schema/validator.ts';
import { CaseShape, type PolicyCase } from './case.ts';
import { type AddressOf, isAsSent, readCode } from './case-request.ts';
import { type FaultList, reasonOf } from './fault.ts';

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

/** The systems of codes that neither the knowledge nor the form of a case knows. */
function unknownSystems({ order, others = [], conditions = [], coverage }: PolicyCase, addressOf: AddressOf) {
  const ofConditions =
    conditions === 'unknown' ? [] : conditions.map((each) => (typeof each === 'string' ? each : each.code));
  const codes = [...[order, ...others].flatMap((each) => each.codes ?? []), ...ofConditions, coverage?.type];
  const systems = codes.flatMap((code) => (code === undefined ? [] : readCode(code).system));
  return systems.filter((system) => !['local', 'none'].includes(system) && !isAsSent(system) && !addressOf(system));
}

function checkSystems(row: PolicyCase, addressOf: AddressOf, report: (reason: string) => void): void {
  for (const system of unknownSystems(row, addressOf))
    report(
      system === '' ? 'a code is written "system code words"' : `${system} is not the name of a known code system`,
    );
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
 * Reads a file of cases: a YAML list. What is no case is a fault, and left out; so is a code of an unknown system, and a name that
 * another case has.
 */
export function readCases(text: string, file: string, addressOf: AddressOf, faults: FaultList): readonly LocatedCase[] {
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
      checkSystems(value, addressOf, (reason) => faults.add(file, `[${at}]`, reason));
      return [{ file, line, row: value }];
    });
  } catch (error) {
    faults.add(file, 'file', reasonOf(error));
    return [];
  }
}
