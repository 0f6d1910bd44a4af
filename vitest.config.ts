import { configDefaults, defineConfig } from 'vitest/config';
import { LEFT_OUT } from './test/support/left-out.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...LEFT_OUT],
    globalSetup: ['test/support/left-out.ts'],
    // Files share what is imported and loaded, and both wait for programs: a third of the time of one file after another.
    isolate: false,
    maxWorkers: '100%',
    // No test hangs on how busy the machine is: these only end what would never end.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 100_000 } },
    coverage: {
      include: ['src/**/*.ts'],
      // They run in processes of their own, which tests start, and commands in part.
      exclude: [
        'src/serve.ts',
        'src/shut-down.ts',
        'src/commands/*.ts',
        'src/**/*.d.ts',
        'src/backtest/worker.ts',
        'src/store/sqlite-thread.ts',
        'src/store/reading-thread.ts',
      ],
      thresholds: { statements: 98, branches: 92, functions: 98, lines: 98 },
    },
  },
});
