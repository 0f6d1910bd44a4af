import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Parts of paths in the order in which tests run, the last that fits counts: quick ones first, since the first failure ends a run. */
const ORDER = [
  ...['/decision/', '/response/', '/answer/', 'decision/denials', '/policies/', 'policies.test'],
  ...['response/fill', 'response/coverage-information'],
];

const placeOf = ({ moduleId }: TestSpecification) => ORDER.findLastIndex((part) => moduleId.includes(part));

class QuickestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}

// `npm run mutation`: the tests that state what is decided and what a card says. The others start servers and programs.
export default defineConfig({
  test: {
    include: ['test/{answer,decision,response}/**/*.test.ts', 'test/policies/{policies,payers}.test.ts'],
    // They take seconds, which every mutant that survives would wait for: long calls, other knowledge, and each case once again.
    exclude: ['test/answer/long-calls.test.ts', 'test/response/{template-braces,cards,every-epic-card}.test.ts'],
    // One mutant after another is run: what all files import and load is loaded once for each, not once for each file.
    isolate: false,
    setupFiles: ['test/support/stop-at-first-failure.ts'],
    sequence: { sequencer: QuickestFirst },
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
