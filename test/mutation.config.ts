import { defineConfig } from 'vitest/config';

// `npm run mutation`: the tests that state what is decided and what a card says. The others start servers and programs.
export default defineConfig({
  test: {
    include: ['test/{answer,decision,policies,response}/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
