import { describe, expect, it } from 'vitest';
import { opensInBrowser } from '../../../main/electron/open-in-browser.ts';

/** Electron's part that hands an address to the system, which is the system's and not ours. */
function recordingShell() {
  const opened: string[] = [];
  return { opened, openExternal: async (address: string) => void opened.push(address) };
}

describe('the way to the person’s browser', () => {
  it.each(['javascript:alert(1)', 'file:///etc/passwd', 'smb://host/share', 'http://example.org/', 'https://a@b.example/', 'calc.exe', ''])(
    'is closed to %j',
    async (address) => {
      const shell = recordingShell();
      await expect(opensInBrowser(shell)(address)).rejects.toMatchObject({ code: 'forbidden' });
      expect(shell.opened).toEqual([]);
    },
  );

  it('takes an address in its canonical spelling', async () => {
    const shell = recordingShell();
    await opensInBrowser(shell)('HTTPS://Example.org/a b"&calc');
    expect(shell.opened).toEqual(['https://example.org/a%20b%22&calc']);
  });

  it('says what to do where there is no browser', async () => {
    const shell = { openExternal: () => Promise.reject(new Error('xdg-open: not found')) };
    await expect(opensInBrowser(shell)('https://example.org/')).rejects.toThrow('Copy the address into one yourself.');
  });
});
