import { defineConfig } from 'vitest/config';

// `npm run mutation`: the tests that state what is decided and what a card says. The others start servers and programs.
export default defineConfig({
  test: {
    include: ['test/{answer,decision,response}/**/*.test.ts', 'test/policies/{policies,payers}.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
