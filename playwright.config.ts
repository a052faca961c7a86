import { defineConfig } from '@playwright/test';
import { findChromium } from './tests/helpers/chromium.ts';

const executablePath = findChromium(process.env);
const isRoot = process.getuid?.() === 0;

const measured = 'renderer/long-log.spec.ts';

/**
 * Real windows. `pages`: the renderer in a Chromium, over an example of the core; most of their time they wait. `alone`: each starts a whole
 * Patchbay, or looks at how long a frame takes.
 */
export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  workers: 2,
  projects: [
    { name: 'pages', testMatch: 'renderer/**/*.spec.ts', testIgnore: measured, fullyParallel: true },
    { name: 'alone', testMatch: ['e2e/**/*.spec.ts', measured], workers: 1 },
  ],
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: process.env['PLAYWRIGHT_JSON_OUTPUT_FILE'] ?? '.cache/tests/playwright.json' }]],
  use: {
    launchOptions: {
      ...(executablePath === null ? {} : { executablePath }),
      // Chromium refuses to run its sandbox as root.
      args: isRoot ? ['--no-sandbox'] : [],
    },
  },
});
