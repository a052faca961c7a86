import type { CDPSession, Page } from '@playwright/test';
import { longLog } from './example-log.ts';
import { expect, test } from './window.ts';

const scroller = 'div:has(> table)';

/** Scrolls to the end again and again until there is no more to load; resolves with the most rows that the page held on the way. */
async function loadAll(page: Page): Promise<number> {
  let most = 0;
  await expect(async () => {
    const held = await page.locator(scroller).evaluate(async (element) => {
      let rowsHeld = 0;
      for (let turn = 0; turn < 50; turn++) {
        element.scrollTo({ top: element.scrollHeight });
        await new Promise(requestAnimationFrame);
        rowsHeld = Math.max(rowsHeld, document.querySelectorAll('tbody').length);
      }
      return rowsHeld;
    });
    most = Math.max(most, held);
    expect(await page.getByText('answer number 1', { exact: true }).isVisible()).toBe(true);
  }).toPass({ intervals: [10], timeout: 400_000 });
  return most;
}

/** Seconds that the page was at work, not those it waited, while somebody scrolled up 60 steps from the end. */
async function workOfScrolling(page: Page): Promise<number> {
  const browser = await page.context().newCDPSession(page);
  await browser.send('Performance.enable');
  const before = await secondsAtWork(browser);
  await page.locator(scroller).evaluate(async (element) => {
    element.scrollTo({ top: element.scrollHeight });
    for (let step = 0; step < 60; step++) {
      element.scrollBy({ top: -120 });
      await new Promise(requestAnimationFrame);
    }
  });
  return (await secondsAtWork(browser)) - before;
}

async function secondsAtWork(browser: CDPSession): Promise<number> {
  const { metrics } = await browser.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
}

test('a log of 100,000 records keeps only the rows in sight in the page, and costs no more per step of scrolling than a short one', async ({
  openWindow,
}) => {
  test.setTimeout(500_000);
  const { page: shortLog } = await openWindow({ at: '/activity', core: { log: longLog(200) } });
  await expect(shortLog.getByText('answer number 200', { exact: true })).toBeVisible();
  const workForFew = await workOfScrolling(shortLog);

  const { page, double } = await openWindow({ at: '/activity', core: { log: longLog(100_000) } });
  await expect(page.getByText('answer number 100000', { exact: true })).toBeVisible();
  expect(await loadAll(page)).toBeLessThan(60);
  expect(double.inputsOf('audit.search').length).toBe(101);
  await expect(page.getByRole('table', { name: 'Activity' })).toHaveAttribute('aria-rowcount', '100001');
  expect((await workOfScrolling(page)) / workForFew).toBeLessThan(4);
});
