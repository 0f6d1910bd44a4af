import { sep } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Folders in the order in which their tests run: those of one function first, since the first failure ends a run. */
const FOLDERS = ['decision', 'response', 'answer', 'policies'];

const placeOf = ({ moduleId }: TestSpecification) =>
  FOLDERS.findIndex((folder) => moduleId.includes(`${sep}test${sep}${folder}${sep}`));

class QuickestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}

// `npm run mutation`: the tests that state what is decided and what a card says. The others start servers and programs.
export default defineConfig({
  test: {
    include: ['test/{answer,decision,response}/**/*.test.ts', 'test/policies/{policies,payers}.test.ts'],
    // They take seconds, which every mutant that survives would wait for.
    exclude: ['test/response/template-braces.test.ts', 'test/answer/many-conditions.test.ts'],
    // One mutant after another is run: what all files import and load is loaded once for each, not once for each file.
    isolate: false,
    setupFiles: ['test/support/stop-at-first-failure.ts'],
    sequence: { sequencer: QuickestFirst },
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
