import { longLog } from './example-log.ts';
import { aRecord } from './example-values.ts';
import { expect, test } from './window.ts';

const rows = 'tbody';

test.describe('the list', () => {
  test('takes in what happens while the person is at the top', async ({ openWindow }) => {
    const { page, double } = await openWindow({ at: '/activity' });
    await expect(page.getByText('Wrote 1,204 bytes')).toBeVisible();
    double.emit('audit.appended', [aRecord(41, { callId: 'c-41', detail: 'brand new' })]);
    await expect(page.locator(rows).first()).toContainText('brand new');
    await expect(page.getByText('41 entries in the log')).toBeVisible();
  });

  test('stands still while the person reads further down, and says that there is more', async ({ openWindow }) => {
    const window = await openWindow({ at: '/activity', core: { log: longLog(900) } });
    const { page, double, state } = window;
    await expect(page.getByText('answer number 900', { exact: true })).toBeVisible();
    await page.locator('div:has(> table)').evaluate((element) => element.scrollTo({ top: 4_000 }));
    await expect(page.getByText('answer number 820', { exact: true })).toBeVisible();
    const fresh = aRecord(901, { callId: 'fresh', detail: 'brand new' });
    state.log = [fresh, ...state.log];
    double.emit('audit.appended', [fresh]);
    await page.getByRole('button', { name: 'New activity' }).click();
    await expect(page.locator(rows).first()).toContainText('brand new');
  });

  test('is narrowed by search and filters that live in the address', async ({ openWindow }) => {
    const { page, double } = await openWindow({ at: '/activity' });
    await page.getByLabel('App', { exact: true }).selectOption('cursor');
    await expect(page.locator(rows)).toHaveCount(1);
    double.emit('audit.appended', [
      aRecord(41, { callId: 'a', detail: 'of another app' }),
      aRecord(42, { callId: 'b', app: 'cursor', detail: 'of the same app' }),
    ]);
    await expect(page.getByText('of the same app')).toBeVisible();
    await expect(page.getByText('of another app')).toHaveCount(0);
    await page.getByLabel('Search the log').fill('delete');
    await expect(page).toHaveURL(/#\/activity\?.*search=delete/);
    await page.reload();
    await expect(page.locator(rows)).toHaveCount(1);
    await expect(page.getByLabel('Search the log')).toHaveValue('delete');
    await page.getByRole('button', { name: 'Clear' }).click();
    await expect(page.getByText('Wrote 1,204 bytes')).toBeVisible();
  });

  test('tells one call as one line that opens into its steps', async ({ openWindow }) => {
    const { page } = await openWindow({ at: '/activity' });
    await expect(page.getByText('files.write_file')).toHaveCount(1);
    await page.getByRole('button', { name: 'Details of files.write_file' }).press('Enter');
    await expect(page.getByText('allowed once, in the window')).toBeVisible();
    await expect(page.getByText('asked you (rule “ask before changing”)')).toBeVisible();
    await expect(page.getByLabel('Arguments')).toContainText('"token": "[secret taken out]"');
    await expect(page.locator('time[title="2026-11-20T14:03:18.000Z"]').first()).toHaveText('15:03:18');
  });

  test('is walked with the arrow keys', async ({ openWindow }) => {
    const { page } = await openWindow({ at: '/activity' });
    await page.getByRole('button', { name: 'Details of files.write_file' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await expect(page.getByRole('button', { name: 'Details of github.delete_branch' })).toBeFocused();
    await page.keyboard.press('End');
    await expect(page.locator(rows).last().getByRole('button')).toBeFocused();
    await page.keyboard.press('Home');
    await expect(page.getByRole('button', { name: 'Details of files.write_file' })).toBeFocused();
  });
});
