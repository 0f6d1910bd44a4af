import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
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
