import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { JsonObject } from '../../src/json.ts';
import type { PolicyCase } from '../../src/policies/case.ts';
import { readCases as readCaseFile } from '../../src/policies/case-file.ts';
import { requestOfCase } from '../../src/policies/case-request.ts';
import { createFaultList, KnowledgeError } from '../../src/policies/fault.ts';
import { knowledge, PROJECT } from './knowledge.ts';

const { systems } = knowledge;

/** The request of a case, with the code systems of the project's knowledge. */
export function requestOf(row: PolicyCase): JsonObject {
  return requestOfCase(row, systems.canonicalOf);
}

/** The cases of a file. Throws KnowledgeError if one has a fault. */
function readCases(file: string): readonly PolicyCase[] {
  const faults = createFaultList();
  const cases = readCaseFile(readFileSync(file, 'utf8'), basename(file), systems, faults);
  if (faults.faults.length > 0) throw new KnowledgeError(faults.faults);
  return cases.map(({ row }) => row);
}

let everyCase: readonly PolicyCase[] | undefined;

/** The cases of the policies; memoized, since several tests go through them. */
export function casesOfPolicies(): readonly PolicyCase[] {
  const folder = join(PROJECT, 'test/policies');
  everyCase ??= readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .flatMap((file) => readCases(join(folder, file)));
  return everyCase;
}
