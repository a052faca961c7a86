import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test as base } from '@playwright/test';
import type { Answers, ContractDouble } from './contract-double.ts';
import { type CoreState, exampleCore } from './example-core.ts';
import { now } from './example-values.ts';
import { WindowServer } from './window-server.ts';

export interface OpenWindow {
  readonly page: Page;
  readonly double: ContractDouble;
  readonly state: CoreState;
  readonly server: WindowServer;
}

interface WindowOptions {
  /** A route of the window: `/servers`, `/approval/q-1`. */
  readonly at?: string;
  readonly core?: Partial<CoreState>;
  readonly answers?: Partial<Answers>;
  /** Runs before the first byte of the page. */
  readonly before?: (page: Page) => Promise<unknown>;
}

interface WindowFixtures {
  /** Opens the built window in front of an example core. A test fails if the page broke its policy or wrote an error. */
  readonly openWindow: (options?: WindowOptions) => Promise<OpenWindow>;
}

export const pageSize = { width: 1_200, height: 780 };
export const approvalSize = { width: 480, height: 560 };

export const test = base.extend<WindowFixtures>({
  locale: 'en-GB',
  timezoneId: 'Europe/Berlin',
  viewport: pageSize,
  contextOptions: { reducedMotion: 'reduce' },
  openWindow: async ({ page }, use) => {
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('console', (message) => {
      // A browser writes this line for every request that fails, which some tests do on purpose.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) faults.push(message.text());
    });
    await using ends = new AsyncDisposableStack();
    await use(async ({ at = '/', core, answers, before } = {}) => {
      const { state, double } = exampleCore(core, answers);
      const server = ends.use(new WindowServer(double));
      await server.start();
      await page.clock.install({ time: now });
      await before?.(page);
      await page.goto(server.address);
      if (at !== '/') {
        await page.evaluate((route) => {
          window.location.hash = route;
        }, at);
      }
      return { page, double, state, server };
    });
    expect(faults, 'the page wrote errors').toEqual([]);
  },
});

export { expect };

const screenshots = join(import.meta.dirname, '../../screenshots');

/** Looks at the page in light and in dark: it keeps a picture of each and finds nothing that shuts somebody out. */
export async function look(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.waitForFunction(() => document.getAnimations().length === 0);
    const { violations } = await lookedThrough(page, colorScheme);
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
    await page.screenshot({ path: join(screenshots, `${name}-${colorScheme}.png`) });
    expect(found, `${name} in ${colorScheme}`).toEqual([]);
  }
}

/** The rules that look at colours: no other can find in the dark what it didn't find in the light. */
const rulesOfColour = ['color-contrast', 'link-in-text-block'];

/** In legacy mode, which differs in frames alone: the window has none. */
function lookedThrough(page: Page, colorScheme: 'light' | 'dark') {
  const axe = new AxeBuilder({ page }).setLegacyMode();
  return (colorScheme === 'light' ? axe : axe.withRules(rulesOfColour)).analyze();
}

/** Lets the time pass in which a new question takes no answer. */
export async function arm(page: Page): Promise<void> {
  await page.clock.runFor(600);
}
