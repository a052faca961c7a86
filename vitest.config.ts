import { defineConfig } from 'vitest/config';

/** Only what hangs runs out of it: how fast a machine is, and how busy, is no matter of a test. */
const patience = { testTimeout: 240_000, hookTimeout: 240_000 };

const setupFiles = ['tests/helpers/fail-on-console.ts', 'tests/helpers/leak-check.ts'];

/**
 * Each project runs after the one before, so that processes under test have the machine's cores to themselves; in `integration` they wait for
 * each other half of their time. Unit tests keep nothing in modules, so that files may share a process: a new one for each costs more than they do.
 */
export default defineConfig({
  test: {
    pool: 'forks',
    projects: [
      {
        test: {
          name: 'unit',
          include: ['tests/{unit,contract}/**/*.test.ts'],
          setupFiles,
          isolate: false,
          ...patience,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'renderer',
          include: ['tests/renderer/**/*.test.{ts,tsx}'],
          setupFiles,
          ...patience,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'architecture',
          include: ['tests/architecture/**/*.test.ts'],
          setupFiles,
          ...patience,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          setupFiles,
          ...patience,
          maxWorkers: 3,
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          name: 'conformance',
          include: ['tests/conformance/**/*.test.ts'],
          setupFiles,
          ...patience,
          maxWorkers: 2,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
});
