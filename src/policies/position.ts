import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { Fault } from './fault.ts';

/** The members and places of an element such as `PlanDefinition.action[0].title` or `detail[2].when`, without the type. */
function stepsOf(element: string): readonly string[] {
  const path = element.replace(/^[A-Z][A-Za-z]*\.?/, '');
  return path.split(/[.[\]]+/).filter((step) => step !== '');
}

/** True for an item of a list that a fault names by its code or id rather than by its place. */
const isCalled = (item: unknown, name: string) =>
  isMap(item) && ['code', 'id'].some((member) => item.get(member) === name);

/** Position and content of the member or item that a step names. */
function childAt(
  node: unknown,
  step: string,
): { readonly start: number | undefined; readonly value: unknown } | undefined {
  if (isSeq(node)) {
    const value = node.items.find((item, at) => String(at) === step || isCalled(item, step)) as Node | undefined;
    return value && { start: value.range?.[0], value };
  }
  const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && key.value === step) : undefined;
  return pair && { start: isScalar(pair.key) ? pair.key.range?.[0] : undefined, value: pair.value };
}

/** The line of an element in a YAML or JSON text, from 1: of its nearest parent where it is not there itself. */
function lineOfElement(text: string, element: string): number | undefined {
  const lines = new LineCounter();
  const { contents, errors } = parseDocument(text, { lineCounter: lines });
  const [broken] = errors;
  if (broken) return broken.linePos?.[0].line;
  let node: unknown = contents;
  let start = contents?.range?.[0] ?? 0;
  for (const step of stepsOf(element)) {
    const child = childAt(node, step);
    if (!child) break;
    node = child.value;
    start = child.start ?? start;
  }
  return lines.linePos(start).line;
}

/** The faults with the lines of their elements; `textOf` gives the text of a file, where there is one. */
export function withLines(faults: readonly Fault[], textOf: (file: string) => string | undefined): readonly Fault[] {
  return faults.map((fault) => {
    const text = fault.line === undefined ? textOf(fault.file) : undefined;
    const line = text === undefined ? undefined : lineOfElement(text, fault.element);
    return line === undefined ? fault : { ...fault, line };
  });
}
