import { relative } from 'node:path';
import * as Type from 'typebox';
import { asObject } from '../json.ts';
import { formFaults } from '../schema/form-faults.ts';
import { validatorOf } from '../schema/validator.ts';
import { createFaultList, type FaultList, KnowledgeError } from './fault.ts';
import { type DatedVersion, periodOf } from './in-force.ts';
import { filesUnder, KNOWLEDGE_FOLDERS, located, readFile } from './knowledge-files.ts';

const day = Type.Optional(Type.String());
const isDated = validatorOf(
  Type.Object({
    id: Type.String(),
    version: Type.String(),
    status: Type.String(),
    effectivePeriod: Type.Optional(Type.Object({ start: day, end: day })),
  }),
  { allErrors: true },
);

function datedVersionIn(content: unknown, file: string, faults: FaultList): DatedVersion | undefined {
  if (asObject(content)?.['resourceType'] !== 'PlanDefinition') return undefined;
  if (!isDated(content)) {
    for (const { element, reason } of formFaults(isDated.errors))
      faults.add(file, ['PlanDefinition', element].join('.'), reason);
    return undefined;
  }
  const { id, version, status, effectivePeriod = {} } = content;
  return { id, version, isActive: status === 'active', period: periodOf(effectivePeriod, file, faults) };
}

/**
 * Reads the dates of all policies under a knowledge root: looking back needs nothing else of them, and it takes 11 ms
 * rather than 400. Throws KnowledgeError.
 */
export function loadDates(root: string): readonly DatedVersion[] {
  const faults = createFaultList();
  const paths = KNOWLEDGE_FOLDERS.flatMap((folder) => filesUnder(root, folder, faults)).filter((path) =>
    path.endsWith('.json'),
  );
  const versions = paths.flatMap((path) => {
    const name = relative(root, path);
    return datedVersionIn(readFile(path, name, faults)?.content, name, faults) ?? [];
  });
  if (faults.faults.length > 0) throw new KnowledgeError(located(root, faults.faults));
  return versions;
}
