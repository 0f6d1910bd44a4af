import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { asObject, type JsonObject, objectsIn } from '../../src/json.ts';
import { PROJECT } from './knowledge.ts';

type Rule = readonly [least: number, most: number, type: string, codes?: readonly string[]];
const RULES = parse(readFileSync(join(PROJECT, 'test/crd/crd-metric-data.yaml'), 'utf8')) as Readonly<
  Record<string, Rule>
>;

const isText = (value: unknown) => typeof value === 'string' && value.trim() !== '';
/** Says of a value whether it is of a type of FHIR R4 (§2.24). */
const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: isText,
  code: (value) => typeof value === 'string' && /^[^\s]+(?:\s[^\s]+)*$/.test(value),
  canonical: (value) => typeof value === 'string' && /^\S+$/.test(value),
  instant: (value) =>
    typeof value === 'string' &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/.test(value) &&
    !Number.isNaN(Date.parse(value)),
  positiveInt: (value) => Number.isInteger(value) && Number(value) > 0,
  boolean: (value) => typeof value === 'boolean',
  Element: (value) => asObject(value) !== undefined,
  Identifier: (value) => ['system', 'value'].every((part) => stands(asObject(value) ?? {}, part)),
  CodeableConcept: (value) => ['coding', 'text', 'extension'].some((part) => stands(asObject(value) ?? {}, part)),
};

const isAbsentForAReason = (element: unknown) =>
  objectsIn(asObject(element)?.['extension']).some(
    ({ url, valueCode }) =>
      url === 'http://hl7.org/fhir/StructureDefinition/data-absent-reason' && valueCode === 'unknown',
  );

/** A value, or in its place the reason why there is none. */
function stands(parent: JsonObject, name: string): boolean {
  return parent[name] !== undefined || isAbsentForAReason(parent[`_${name}`]);
}

function faultsOfElement(value: unknown, path: string): readonly string[] {
  const [, , type = '', codes] = RULES[path] ?? [];
  if (!TYPES[type]?.(value)) return [`${path} is no ${type}`];
  if (codes && !codes.includes(String(value))) return [`${path} must not be ${String(value)}`];
  if (type !== 'Element') return [];
  const element = asObject(value) ?? {};
  const children = Object.keys(RULES).filter(
    (key) =>
      key !== '' &&
      (path === '' ? !key.includes('.') : key.startsWith(`${path}.`) && !key.slice(path.length + 1).includes('.')),
  );
  const nameOf = (child: string) => child.split('.').at(-1) ?? '';
  const unknown = Object.keys(element).filter(
    (name) => !children.some((child) => nameOf(child) === name.replace(/^_/, '')),
  );
  return [
    ...unknown.map((name) => `${path}.${name} is not in the model`),
    ...children.flatMap((child) => faultsOfChild(element, child, nameOf(child))),
  ];
}

function faultsOfChild(parent: JsonObject, path: string, name: string): readonly string[] {
  const [least, most] = RULES[path] ?? [0, 0];
  const value = parent[name];
  if (value === undefined) return least > 0 && !stands(parent, name) ? [`${path} is missing`] : [];
  if (Array.isArray(value) !== (most === 0)) return [`${path} ${most === 0 ? 'must' : 'must not'} be a list`];
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return [
    ...(values.length < Math.max(1, least) ? [`${path} is empty`] : []),
    ...values.flatMap((each) => faultsOfElement(each, path)),
  ];
}

/** Lists what breaks the logical model CRDMetricData of CRD 2.2.1. */
export function faultsOfMetricData(data: unknown): readonly string[] {
  return faultsOfElement(data, '');
}
