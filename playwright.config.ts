import { defineConfig } from '@playwright/test';
import { findChromium } from './tests/helpers/chromium.ts';

const executablePath = findChromium(process.env);
const isRoot = process.getuid?.() === 0;

/** Real windows: the headless shell in a Chromium, the desktop shell in an Electron. One at a time: each starts a whole Patchbay. */
export default defineConfig({
  testDir: 'tests',
  testMatch: '{e2e,renderer}/**/*.spec.ts',
  outputDir: 'test-results',
  workers: 1,
  timeout: 60_000,
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: '.cache/tests/playwright.json' }]],
  use: {
    launchOptions: {
      ...(executablePath === null ? {} : { executablePath }),
      // Chromium refuses to run its sandbox as root.
      args: isRoot ? ['--no-sandbox'] : [],
    },
  },
});
