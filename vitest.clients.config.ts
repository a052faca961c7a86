import { defineConfig } from 'vitest/config';

/** Real clients from the npm registry, installed before: `npm run test:clients`. */
export default defineConfig({
  test: {
    pool: 'forks',
    include: ['tests/clients/**/*.test.ts'],
    setupFiles: ['tests/helpers/fail-on-console.ts', 'tests/helpers/leak-check.ts'],
    testTimeout: 400_000,
    hookTimeout: 60_000,
    maxWorkers: 1,
  },
});
