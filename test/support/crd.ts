import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { AnsweredCall } from '../../src/answer/answer-call.ts';
import type { FactSource } from '../../src/fhir-client/gather.ts';
import { asObject, type JsonObject, objectsIn } from '../../src/json.ts';
import type { PolicyCase } from '../../src/policies/case.ts';
import { searchset } from '../../src/policies/case-request.ts';
import type { LoadedKnowledge } from '../../src/policies/load.ts';
import { COVERAGE_INFORMATION } from '../../src/response/coverage-information.ts';
import { compileSite } from '../../src/sites/compile.ts';
import type { SiteFile } from '../../src/sites/shape.ts';
import type { Site } from '../../src/sites/site.ts';
import { PREFETCH_ONLY, siteCaller } from './answer.ts';
import { requestOf } from './case.ts';
import { knowledge, PROJECT } from './knowledge.ts';

/** The site file for CRD that comes with the project. */
export const CRD_SAMPLE = readFileSync(join(PROJECT, 'sites/crd-example.yaml.sample'), 'utf8');

/** The site of the sample. */
export function crdSite(): Site {
  return compileSite(parse(CRD_SAMPLE) as SiteFile);
}

const PAYORS: Readonly<Record<string, JsonObject>> = {
  named: { display: 'Prairie Example Health Plan' },
  referenced: { reference: 'Organization/prairie-plan' },
  identified: { identifier: { system: 'https://payers.example.org/id', value: 'prairie-001' } },
  contained: { reference: '#payer' },
  other: {
    identifier: { system: 'https://payers.example.org/id', value: 'other-777' },
    display: 'Prairie Example Health Plan',
  },
  medicare: { display: 'Original Medicare' },
};

/** A Coverage of the example plan, active and of a member, unless told otherwise. */
export function coverageOf(
  id = 'c1',
  { payor = 'named', ...members }: JsonObject & { payor?: string } = {},
): JsonObject {
  return {
    resourceType: 'Coverage',
    id,
    status: 'active',
    subscriberId: 'PX-1001',
    beneficiary: { reference: 'Patient/p1' },
    period: { start: '2026-01-01', end: '2027-12-31' },
    payor: [PAYORS[payor] ?? {}],
    ...(payor === 'contained'
      ? {
          contained: [
            { resourceType: 'Organization', id: 'payer', identifier: [PAYORS['identified']?.['identifier']] },
          ],
        }
      : {}),
    ...members,
  };
}

/** Input for a CRD request in tests. */
export interface CrdCase extends Omit<PolicyCase, 'name' | 'expect' | 'coverage'> {
  readonly version?: string;
  readonly configuration?: JsonObject;
  readonly coverages?: readonly JsonObject[];
}

export const TRACTION: CrdCase = { order: { codes: ['cpt 97012 Mechanical traction'] } };
export const DECOMPRESSION: CrdCase = { order: { codes: ['hcpcs S9090 Vertebral axial decompression, per session'] } };

/** A call of a CRD client: of 2.2, with one Coverage of the example plan, unless told otherwise. */
export function crdCallOf({ version = '2.2', configuration, coverages = [coverageOf()], ...row }: CrdCase): JsonObject {
  const body = requestOf({ name: 'call', expect: [], ...row });
  const extension = {
    ...(version === '' ? {} : { 'davinci-crd.requestedVersion': version }),
    ...(configuration ? { 'davinci-crd.configuration': configuration } : {}),
  };
  return { ...body, prefetch: { ...asObject(body['prefetch']), coverage: searchset(coverages) }, extension };
}

/** Says how CRD calls of a test are answered. */
interface CrdSetting {
  readonly site?: Site;
  readonly content?: LoadedKnowledge;
  readonly fhir?: FactSource;
}

/** Answers CRD calls through the core, without HTTP. */
export function crdAnswerer({ site = crdSite(), content = knowledge, fhir = PREFETCH_ONLY }: CrdSetting = {}) {
  return siteCaller(site, content, { fhir });
}

/** The resources of the system actions. */
export function updatedBy({ answer }: AnsweredCall): readonly JsonObject[] {
  return answer.systemActions.flatMap((action) => (action.type === 'update' ? [action.resource] : []));
}

/** The extensions coverage-information of a resource. */
export function coverageInformationIn(resource: JsonObject): readonly JsonObject[] {
  return objectsIn(resource['extension']).filter(({ url }) => url === COVERAGE_INFORMATION);
}

/** The codes of coverage information, as `covered/pa-needed/doc-needed/info-needed`, a hyphen for each that is not there. */
function codesOf(extension: JsonObject): string {
  const codeOf = (name: string) =>
    objectsIn(extension['extension']).flatMap(({ url, valueCode }) => (url === name ? [String(valueCode)] : []));
  const names = ['covered', 'pa-needed', 'doc-needed', 'info-needed'];
  return names.map((name) => codeOf(name).join('+') || '-').join('/');
}

/** The same of every order that got some. */
export function saidOf(answered: AnsweredCall): readonly string[] {
  return updatedBy(answered).flatMap(coverageInformationIn).map(codesOf);
}

/** The code of the first reason of coverage information. */
export function reasonOf(answered: AnsweredCall): string | undefined {
  const [reason] = updatedBy(answered)
    .flatMap(coverageInformationIn)
    .flatMap((extension) => objectsIn(extension['extension']).filter(({ url }) => url === 'reason'));
  const [coding] = objectsIn(asObject(reason?.['valueCodeableConcept'])?.['coding']);
  return coding?.['code'] as string | undefined;
}
