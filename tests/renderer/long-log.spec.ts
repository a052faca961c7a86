import { longLog } from './example-log.ts';
import { expect, test } from './window.ts';

const rows = 'tbody';

test.describe('a log of 100,000 records', () => {
  const log = longLog(100_000);

  test('keeps only the rows in sight in the page, from the first to the last', async ({ openWindow }) => {
    test.setTimeout(180_000);
    const { page, double } = await openWindow({ at: '/activity', core: { log } });
    await expect(page.getByText('answer number 100000', { exact: true })).toBeVisible();
    const scroller = page.locator('div:has(> table)');
    let most = 0;
    await expect(async () => {
      for (let turn = 0; turn < 20; turn++) {
        await scroller.evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
        await page.evaluate(() => new Promise(requestAnimationFrame));
        most = Math.max(most, await page.locator(rows).count());
      }
      await expect(page.getByText('answer number 1', { exact: true })).toBeVisible({ timeout: 10 });
    }).toPass({ intervals: [10], timeout: 150_000 });
    expect(most).toBeLessThan(60);
    expect(double.inputsOf('audit.search').length).toBe(101);
    await expect(page.getByRole('table', { name: 'Activity' })).toHaveAttribute('aria-rowcount', '100001');
  });

  test('scrolls without long frames', async ({ openWindow }) => {
    const { page } = await openWindow({ at: '/activity', core: { log } });
    await expect(page.getByText('answer number 100000', { exact: true })).toBeVisible();
    const longest = await page.locator('div:has(> table)').evaluate(async (element) => {
      const frames: number[] = [];
      let before = performance.now();
      for (let step = 0; step < 60; step++) {
        element.scrollBy({ top: 120 });
        await new Promise(requestAnimationFrame);
        frames.push(performance.now() - before);
        before = performance.now();
      }
      return frames.toSorted((a, b) => b - a)[3] ?? 0;
    });
    expect(longest).toBeLessThan(100);
  });
});
