import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { CrdVersion } from '../../src/hooks/crd-request.ts';
import { asObject, type JsonObject, objectsIn } from '../../src/json.ts';
import { COVERAGE_INFORMATION } from '../../src/response/coverage-information.ts';
import { faultsOfCoverageInformation, faultsOfResource } from '../support/coverage-rules.ts';
import {
  type CrdCase,
  coverageInformationIn,
  crdAnswerer,
  crdCallOf,
  reasonOf,
  saidOf,
  updatedBy,
} from '../support/crd.ts';
import { PROJECT } from '../support/knowledge.ts';

interface Row extends CrdCase {
  readonly name: string;
  readonly says: readonly string[];
  readonly reason?: string;
}

const rows = parse(readFileSync(join(PROJECT, 'test/crd/cases.yaml'), 'utf8')) as readonly Row[];
const answer = crdAnswerer();

const ordersIn = (body: JsonObject) =>
  objectsIn(asObject(asObject(body['context'])?.['draftOrders'])?.['entry']).map(({ resource }) => resource);

/** A resource without coverage information, as it was before. */
function withoutInformation({ extension, ...resource }: JsonObject): JsonObject {
  const others = objectsIn(extension).filter(({ url }) => url !== COVERAGE_INFORMATION);
  return others.length === 0 ? resource : { ...resource, extension: others };
}

const versionOf = ({ version = '2.2' }: Row): CrdVersion =>
  version.startsWith('2.1') ? '2.1' : version === '2.2' ? '2.2' : '2.0';

describe('a call of a CRD client', () => {
  it.each(rows)('$name', async ({ says, reason, name: _, ...row }) => {
    const answered = await answer(crdCallOf(row));
    expect(saidOf(answered)).toEqual(says);
    if (reason !== undefined) expect(reasonOf(answered)).toBe(reason);
  });

  it.each(rows)('changes nothing else, and is valid in its version: $name', async (row) => {
    const body = crdCallOf(row);
    const resources = updatedBy(await answer(body));
    const orders = ordersIn(body);
    for (const resource of resources) {
      expect(orders).toContainEqual(withoutInformation(resource));
      expect(faultsOfResource(resource)).toEqual([]);
      for (const extension of coverageInformationIn(resource))
        expect(faultsOfCoverageInformation(extension, versionOf(row))).toEqual([]);
    }
  });
});
