import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CASE_FOLDER } from '../policies/case.ts';
import { type LocatedCase, readCases } from '../policies/case-file.ts';
import { createFaultList, KnowledgeError } from '../policies/fault.ts';
import type { Knowledge } from '../policies/knowledge.ts';
import { located } from '../policies/knowledge-files.ts';

function fileNamesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** The cases of a knowledge root by policy. Throws KnowledgeError. */
export function casesUnder(root: string, knowledge: Knowledge): ReadonlyMap<string, readonly LocatedCase[]> {
  const faults = createFaultList();
  const ids = [...new Set(knowledge.policies.map(({ id }) => id))];
  const files = fileNamesIn(join(root, CASE_FOLDER));
  const cases = ids.map((id) => {
    const file = `${CASE_FOLDER}/${id}.yaml`;
    if (!files.includes(`${id}.yaml`)) faults.add(file, 'file', `policy ${id} has no cases`);
    else return [id, readCases(readFileSync(join(root, file), 'utf8'), file, knowledge.systems, faults)] as const;
    return [id, []] as const;
  });
  for (const name of files.filter((each) => each.endsWith('.yaml') && !ids.includes(each.replace('.yaml', ''))))
    faults.add(`${CASE_FOLDER}/${name}`, 'file', 'there is no policy of this name');
  if (faults.faults.length > 0) throw new KnowledgeError(located(root, faults.faults));
  return new Map(cases);
}
