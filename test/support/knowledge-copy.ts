import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Fault, KnowledgeError } from '../../src/policies/fault.ts';
import { loadRules } from '../../src/rules.ts';
import { PROJECT } from './server.ts';

/** A copy of the project's knowledge that a test may change; it goes when the test ends. */
export interface KnowledgeCopy {
  readonly root: string;
  /** Replaces the first occurrence of a text in a file. Throws if the file does not hold it. */
  edit(file: string, from: string, to: string): void;
  read(file: string): string;
  write(file: string, content: string | object): void;
  remove(path: string): void;
}

export function copyKnowledge(): KnowledgeCopy {
  const root = mkdtempSync(join(tmpdir(), 'knowledge-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const folder of ['adoptions', 'cards', 'fhir-resources'])
    cpSync(join(PROJECT, folder), join(root, folder), { recursive: true });
  return {
    root,
    edit(file, from, to) {
      const text = readFileSync(join(root, file), 'utf8');
      if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`);
      writeFileSync(
        join(root, file),
        text.replace(from, () => to),
      );
    },
    read: (file) => readFileSync(join(root, file), 'utf8'),
    write(file, content) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), typeof content === 'string' ? content : JSON.stringify(content));
    },
    remove: (path) => rmSync(join(root, path), { recursive: true }),
  };
}

/** The faults that loading finds; none if the knowledge is sound. */
export function faultsOf(
  root: string,
  load: (root: string) => unknown = (folder) => loadRules(folder, []),
): readonly Fault[] {
  try {
    load(root);
    return [];
  } catch (error) {
    if (error instanceof KnowledgeError) return error.faults;
    throw error;
  }
}
