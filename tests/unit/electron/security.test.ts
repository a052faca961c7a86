import { describe, expect, it } from 'vitest';
import { fileOf } from '../../../main/electron/protocol.ts';
import { isOurs } from '../../../main/electron/security.ts';

describe('an address', () => {
  it.each([
    'https://patchbay/',
    'file:///etc/passwd',
    'app://evil/',
    'app://patchbay.evil/',
    'app://user@patchbay/',
    'app://patchbay:81/',
    'application://patchbay/',
    'data:text/html,hi',
    'javascript:alert(1)',
    'about:blank',
    '',
  ])('of somebody else is not ours: %s', (address) => {
    expect(isOurs(address)).toBe(false);
  });

  it('of the window is ours', () => {
    expect(isOurs('app://patchbay/index.html#/approval/a1')).toBe(true);
  });
});

describe('the files of the window', () => {
  it.each([
    'app://patchbay/%2e%2e/%2e%2e/etc/passwd',
    'app://patchbay/..%2f..%2fetc/passwd',
    'app://patchbay/assets/..%5c..%5csecret',
    'app://patchbay/%00',
    'app://patchbay/%E0%A4%A',
    'app://evil/index.html',
  ])('are not left by %s', (address) => {
    const file = fileOf('/srv/window', address);
    expect(file === undefined || file.startsWith('/srv/window/')).toBe(true);
    expect(file ?? '').not.toContain('..');
  });

  it('begin with index.html', () => {
    expect(fileOf('/srv/window', 'app://patchbay/')).toBe('/srv/window/index.html');
    expect(fileOf('/srv/window', 'app://patchbay/assets/main.js?v=1')).toBe('/srv/window/assets/main.js');
  });
});
