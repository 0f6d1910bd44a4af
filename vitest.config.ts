import { defineConfig } from 'vitest/config';
import { CHROMIUM } from './test/support/chromium.ts';

const BROWSER_TESTS = 'test/pages/browser/*.test.ts';
// The last lines of .ci/run count this as a failure.
if (CHROMIUM === '') process.stdout.write(`left out: ${BROWSER_TESTS}, since there is no Chromium (CHROMIUM_PATH)\n`);
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: CHROMIUM === '' ? [BROWSER_TESTS] : [],
    // No test hangs on how busy the machine is: these only end what would never end.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: {
      include: ['src/**/*.ts'],
      exclude: ['src/serve.ts', 'src/commands/*.ts', 'src/store/sqlite-thread.ts', 'src/store/sqlite-reader.ts'],
      thresholds: { statements: 98, branches: 92, functions: 98, lines: 98 },
    },
  },
});
