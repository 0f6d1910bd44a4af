import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    coverage: {
      include: ['src/**/*.ts'],
      exclude: [
        'src/start.ts',
        'src/serve.ts',
        'src/explain.ts',
        'src/check-knowledge.ts',
        'src/decisions.ts',
        'src/insights.ts',
        'src/store/sqlite-thread.ts',
      ],
      thresholds: { statements: 98, branches: 92, functions: 98, lines: 98 },
    },
  },
});
