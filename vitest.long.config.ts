import { defineConfig } from 'vitest/config';

/** Runs that take too long for `npm test`: `npm run test:long`. */
export default defineConfig({
  test: {
    pool: 'forks',
    include: ['tests/long/**/*.test.ts'],
    setupFiles: ['tests/helpers/fail-on-console.ts', 'tests/helpers/leak-check.ts'],
    testTimeout: 600_000,
    hookTimeout: 60_000,
    maxWorkers: 1,
  },
});
