import { NamedError } from '../../contract/errors.ts';
import { aServer, aStatus, servers } from './example-values.ts';
import { aSecret, aSignIn, brokenVault, fileVault, lockedVault, secrets, signedOut } from './example-servers.ts';
import { expect, look, test } from './window.ts';

const linear = aServer('linear', { kind: 'http', command: 'https://mcp.linear.app/mcp', pid: null });
const withLinear = aStatus({ servers: [linear, ...servers] });

test.describe('the vault', () => {
  test('says what protects it, and lists secrets without their values', async ({ openWindow }) => {
    const { page } = await openWindow({ at: '/settings', core: { secrets: [...secrets] } });
    await expect(page.getByText('Protected by this computer’s keychain')).toBeVisible();
    await expect(page.getByText('Can’t start without it: mail')).toBeVisible();
    await look(page, 'settings');
  });

  test('says so where its protection is weak, or it can’t be read', async ({ openWindow }) => {
    const { page, double } = await openWindow({ at: '/settings', core: { vault: fileVault } });
    await expect(page.getByText('Encrypted, with the key beside it')).toBeVisible();
    await expect(page.getByText('No secrets yet')).toBeVisible();
    await look(page, 'settings-empty');
    double.emit('vault.changed', brokenVault);
    await expect(page.getByText('Can’t be read')).toBeVisible();
    await look(page, 'settings-broken');
  });

  test('that is locked is unlocked with one click, and told on the overview', async ({ openWindow }) => {
    const { page } = await openWindow({ core: { vault: lockedVault, secrets: [...secrets] } });
    await expect(page.getByText('Your secrets are locked')).toBeVisible();
    await page.getByRole('link', { name: 'Settings' }).click();
    await expect(page.getByRole('button', { name: 'Replace github-token' })).toBeDisabled();
    await expect(page.getByRole('button', { name: 'Remove github-token' })).toBeDisabled();
    await look(page, 'settings-locked');
    await page.getByRole('button', { name: 'Unlock' }).click();
    await expect(page.getByText('Protected by this computer’s keychain')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Replace github-token' })).toBeEnabled();
  });

  test('that is lost is begun anew after a question, and what it held is asked for again', async ({ openWindow }) => {
    const { page, double } = await openWindow({ core: { vault: brokenVault, secrets: [aSecret('token', { usedBy: ['github'] })] } });
    await expect(page.getByText('Your secrets can’t be read')).toBeVisible();
    await page.getByRole('link', { name: 'Look', exact: true }).click();
    await page.getByRole('button', { name: 'Begin a new vault' }).click();
    await expect(page.getByRole('button', { name: 'Cancel' })).toBeFocused();
    await look(page, 'vault-start-over');
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(double.inputsOf('vault.startOver')).toEqual([]);
    await page.getByRole('button', { name: 'Begin a new vault' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Begin anew' }).click();
    await expect(page.getByText('vault.old-2026-11-21T19-30-05-123Z')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Set token' })).toBeEnabled();
    await expect(page.getByRole('button', { name: 'Begin a new vault' })).toHaveCount(0);
    await look(page, 'vault-started-over');
  });

  test('that can’t be begun anew says why', async ({ openWindow }) => {
    const refuse = () => {
      throw new NamedError('vault_locked', 'The system’s keychain can’t be used. Unlock it.');
    };
    const { page } = await openWindow({ at: '/settings', core: { vault: lockedVault }, answers: { 'vault.startOver': refuse } });
    await page.getByRole('button', { name: 'Begin a new vault' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Begin anew' }).click();
    await expect(page.locator('h2', { hasText: 'No new vault was begun' })).toBeVisible();
  });

  test('that stays locked says why', async ({ openWindow }) => {
    const refuse = () => {
      throw new NamedError('internal', 'The keychain gave no answer. Is its window open somewhere?');
    };
    const { page } = await openWindow({ at: '/settings', core: { vault: lockedVault }, answers: { 'vault.unlock': refuse } });
    await page.getByRole('button', { name: 'Unlock' }).click();
    await expect(page.locator('h2', { hasText: 'The vault stays locked' })).toBeVisible();
  });
});

test.describe('a secret', () => {
  test('that is missing is told on the overview, and set', async ({ openWindow }) => {
    const { page, double } = await openWindow({ core: { secrets: [...secrets] } });
    await expect(page.getByText('1 secret is missing')).toBeVisible();
    await page.getByRole('link', { name: 'Set it' }).click();
    await page.getByRole('button', { name: 'Set mail.password' }).click();
    await expect(page.getByLabel('Value')).toBeFocused();
    await expect(page.getByLabel('Value')).toHaveAttribute('type', 'password');
    await page.getByLabel('Value').fill('s3cret of the tests');
    await look(page, 'secret-set');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: 'Replace mail.password' })).toBeVisible();
    expect(double.inputsOf('secrets.set')).toEqual([{ name: 'mail.password', value: 's3cret of the tests' }]);
  });

  test('keeps its lines, as keys have them', async ({ openWindow }) => {
    const { page, double } = await openWindow({ at: '/settings' });
    await page.getByRole('button', { name: 'Add a secret' }).click();
    await page.getByLabel('Name').fill('Deploy Key');
    await expect(page.getByText('Use small letters')).toBeVisible();
    await page.getByLabel('Name').fill('deploy-key');
    await page.getByLabel('Value').evaluate((element) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text', 'BEGIN\nabc\nEND\n');
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    });
    await expect(page.getByText('3 lines were pasted.')).toBeVisible();
    await look(page, 'secret-add');
    await page.getByRole('button', { name: 'Put into the vault' }).click();
    await expect(page.getByText('deploy-key')).toBeVisible();
    expect(double.inputsOf('secrets.set')).toEqual([{ name: 'deploy-key', value: 'BEGIN\nabc\nEND\n' }]);
  });

  test('is removed only after a question that names who needs it', async ({ openWindow }) => {
    const { page, double } = await openWindow({ at: '/settings', core: { secrets: [aSecret('token', { usedBy: ['github', 'mail'] })] } });
    await page.getByRole('button', { name: 'Remove token' }).click();
    await expect(page.getByRole('button', { name: 'Cancel' })).toBeFocused();
    await expect(page.getByText('github, mail can’t start without it')).toBeVisible();
    await look(page, 'secret-remove');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
    await expect(page.getByText('Missing')).toBeVisible();
    expect(double.inputsOf('secrets.remove')).toEqual([{ name: 'token' }]);
  });
});

test.describe('signing in', () => {
  test('is asked for on the overview and in the list', async ({ openWindow }) => {
    const core = { status: withLinear, signIns: [aSignIn('linear', signedOut)], secrets: [...secrets] };
    const { page } = await openWindow({ core });
    await expect(page.getByText('linear waits for you to sign in')).toBeVisible();
    await look(page, 'overview-safekeeping');
    await page.getByRole('link', { name: 'Servers', exact: true }).click();
    await expect(page.getByText('Not signed in')).toBeVisible();
    await look(page, 'servers-sign-in');
    await page.getByRole('link', { name: 'linear' }).click();
    await expect(page.getByText('One sign-in serves every app.')).toBeVisible();
  });

  test('goes on at an address where no browser opens, until it is done', async ({ openWindow }) => {
    const core = { status: withLinear, signIns: [aSignIn('linear', signedOut)] };
    const { page, double } = await openWindow({ at: '/servers/linear', core });
    await page.getByRole('button', { name: 'Sign in at linear' }).click();
    await expect(page.getByRole('link', { name: 'Open the page' })).toHaveAttribute('rel', 'noopener noreferrer');
    await look(page, 'server-sign-in-waiting');
    await page.getByRole('button', { name: 'Cancel signing in at linear' }).click();
    await expect(page.getByText('Not signed in')).toBeVisible();
    double.emit('signIns.changed', [aSignIn('linear')]);
    await expect(page.getByText('and renewed by itself before that')).toBeVisible();
    await look(page, 'server-signed-in');
  });

  test('is ended for all apps, after a question', async ({ openWindow }) => {
    const { page, double } = await openWindow({ at: '/servers/linear', core: { status: withLinear, signIns: [aSignIn('linear')] } });
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByText('This sign-in serves every app')).toBeVisible();
    await look(page, 'server-sign-out');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByText('Not signed in')).toBeVisible();
    expect(double.inputsOf('signIns.end')).toEqual([{ server: 'linear' }]);
  });

  test('is listed in the settings with what it is worth, for every server that has one', async ({ openWindow }) => {
    const core = {
      status: withLinear,
      signIns: [aSignIn('linear'), aSignIn('notes', { ...signedOut, state: 'expired', message: 'The sign-in has ended.' })],
    };
    const { page } = await openWindow({ at: '/settings', core });
    await expect(page.getByText('With https://accounts.example, for every app')).toBeVisible();
    await expect(page.getByText('renewed by itself')).toBeVisible();
    await expect(page.getByText('The sign-in has ended.')).toBeVisible();
    await look(page, 'settings-sign-ins');
    await page.getByRole('link', { name: 'linear' }).click();
    await expect(page).toHaveURL(/servers\/linear/);
  });

  test('that could not be renewed can be ended, too', async ({ openWindow }) => {
    const stuck = aSignIn('linear', { state: 'failed', message: 'The sign-in could not be renewed.' });
    const { page, double } = await openWindow({ at: '/servers/linear', core: { status: withLinear, signIns: [stuck] } });
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByText('Not signed in')).toBeVisible();
    expect(double.inputsOf('signIns.end')).toEqual([{ server: 'linear' }]);
  });

  test('that failed or wants more says so', async ({ openWindow }) => {
    const failed = aSignIn('linear', { ...signedOut, state: 'failed', message: 'accounts.example says: access_denied. Try again.' });
    const { page, double } = await openWindow({ at: '/servers/linear', core: { status: withLinear, signIns: [failed] } });
    await expect(page.getByText('Sign-in failed')).toBeVisible();
    await look(page, 'server-sign-in-failed');
    double.emit('signIns.changed', [aSignIn('linear', { state: 'needs-more', message: 'Signed in, but the server wants more rights.' })]);
    await expect(page.getByRole('button', { name: 'Sign in again at linear' })).toBeVisible();
    double.emit('signIns.changed', [aSignIn('linear', { ...signedOut, state: 'needs-unlock', message: 'The sign-in lies in the vault.' })]);
    await expect(page.getByRole('button', { name: 'Unlock' })).toBeVisible();
  });
});

test.describe('trying a server', () => {
  test('shows the tool, its answer and how long it took', async ({ openWindow }) => {
    const { page } = await openWindow({ at: '/servers/github' });
    await page.getByRole('button', { name: 'Try it' }).click();
    await expect(page.getByText('github answered get_me.')).toBeVisible();
    await expect(page.getByText('412 ms')).toBeVisible();
    await look(page, 'server-tried');
    await page.setViewportSize({ width: 560, height: 620 });
    await look(page, 'narrow-server');
  });

  test('says what is in the way', async ({ openWindow }) => {
    const message = 'mail doesn’t start: cannot find module “imapflow”.';
    const outcome = { ok: false, message, tool: null, answer: null, durationMs: 1_830 };
    const { page } = await openWindow({ at: '/servers/mail', answers: { 'servers.test': () => outcome } });
    await page.getByRole('button', { name: 'Try it' }).click();
    await expect(page.getByText(message)).toBeVisible();
    await look(page, 'server-tried-failed');
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await expect(page.getByText(message)).toHaveCount(0);
  });
});
