import { foldCode, type KnownCode, type Systems } from '../matching/code-systems.ts';
import { faultOfCode, unknownSystem } from './code-form.ts';
import type { FaultList } from './fault.ts';
import type { ValueSet } from './resource-shapes.ts';

/** A set of codes, ready to be asked. */
export interface CodeSet {
  readonly url: string;
  has(code: KnownCode): boolean;
  /** The codes written out one by one; what an index can be built from. */
  readonly listed: readonly KnownCode[];
  /** False if a filter or a whole system is in it, so that `listed` is not all of it. */
  readonly enumerable: boolean;
}

type Include = ValueSet['compose']['include'][number];
type Test = (code: KnownCode) => boolean;

function compileFilter(
  filter: NonNullable<Include['filter']>[number],
  system: string,
  systems: Systems,
): Test | string {
  if (filter.op === 'is-a') {
    if (filter.property !== 'concept') return 'is-a filters work on the property "concept"';
    if (!systems.isHierarchical(system)) return `the codes of ${system} do not nest, so is-a means nothing here`;
    const stem = foldCode(filter.value);
    return ({ code }) => code.startsWith(stem);
  }
  if (filter.property !== 'code') return 'regex filters work on the property "code"';
  try {
    const pattern = new RegExp(`^(?:${filter.value})$`);
    return ({ code }) => pattern.test(code);
  } catch {
    return `"${filter.value}" is no regular expression`;
  }
}

function systemFault(system: string, systems: Systems): string {
  const preferred = systems.canonicalOf(system);
  return preferred === undefined
    ? unknownSystem(system)
    : `${system} is not the preferred name of its code system: write ${preferred}`;
}

function compileInclude(include: Include, file: string, path: string, systems: Systems, faults: FaultList): Test {
  if (!systems.isCanonical(include.system)) faults.add(file, `${path}.system`, systemFault(include.system, systems));
  for (const [at, { code }] of (include.concept ?? []).entries()) {
    const fault = faultOfCode(include.system, code, systems);
    if (fault !== undefined) faults.add(file, `${path}.concept[${at}].code`, fault);
  }
  const listed = include.concept && new Set(include.concept.map(({ code }) => foldCode(code)));
  const filters: Test[] = [];
  for (const [at, filter] of (include.filter ?? []).entries()) {
    const test = compileFilter(filter, include.system, systems);
    if (typeof test === 'string') faults.add(file, `${path}.filter[${at}]`, test);
    else filters.push(test);
  }
  return (code) =>
    code.system === include.system &&
    (listed === undefined || listed.has(code.code)) &&
    filters.every((test) => test(code));
}

/**
 * True if two sets of codes have one in common, as far as one of them writes it out: a filter or whole system is tried on the codes
 * that the other lists.
 */
export function overlap(one: CodeSet, other: CodeSet): boolean {
  return [...one.listed, ...other.listed].some((code) => one.has(code) && other.has(code));
}

/** Compiles a ValueSet (FHIR R4 §4.9.4): concepts, `is-a` and `regex` filters, whole systems, and exclusions. */
export function compileValueSet(resource: ValueSet, file: string, systems: Systems, faults: FaultList): CodeSet {
  const { include, exclude = [] } = resource.compose;
  const included = include.map((part, at) =>
    compileInclude(part, file, `ValueSet.compose.include[${at}]`, systems, faults),
  );
  const excluded = exclude.map((part, at) =>
    compileInclude(part, file, `ValueSet.compose.exclude[${at}]`, systems, faults),
  );
  return {
    url: resource.url,
    has: (code) => included.some((test) => test(code)) && !excluded.some((test) => test(code)),
    listed: include.flatMap(({ system, concept = [] }) =>
      concept.map(({ code }) => ({ system, code: foldCode(code) })),
    ),
    enumerable: include.every(({ concept, filter }) => concept !== undefined && filter === undefined),
  };
}
