import { describe, expect, it } from 'vitest';
import { checkServerCommands } from '../../../main/cli/doctor/server-checks.ts';
import type { ServerSettings, Settings } from '../../../main/settings/settings.ts';

const approvals = { timeoutMs: 60_000 };

function settingsWith(server: Partial<Extract<ServerSettings, { kind: 'stdio' }>>): Settings {
  const stdio = {
    kind: 'stdio',
    mode: 'shared',
    timeoutMs: 1,
    tools: new Map(),
    command: 'node',
    args: [],
    env: {},
    cwd: null,
    ...server,
  } as const;
  return { servers: new Map([['x', stdio]]), profiles: new Map(), apps: new Map(), approvals, endpoint: null };
}

const environment = { PATH: process.env['PATH'] };

describe('the command of a server', () => {
  it.each([
    ['is missing on the PATH', { command: 'no-such-program-anywhere' }, 'no-such-program-anywhere can'],
    ['is missing in its place', { command: '/no/such/program' }, '/no/such/program can'],
    ['is a folder', { command: '/' }, '/ can'],
    ['has no folder to run in', { cwd: '/no/such/folder' }, '/no/such/folder is missing'],
    ['is not on the PATH that config.yaml gives it', { env: { PATH: '/no/such/folder' } }, 'node can'],
  ])('is reported when it %s', (_, server, detail) => {
    expect(checkServerCommands(settingsWith(server), environment)).toEqual([
      { subject: 'server x', isWell: false, detail: expect.stringContaining(detail) },
    ]);
  });

  it('is well when it is a program', () => {
    expect(checkServerCommands(settingsWith({}), environment)).toMatchObject([{ isWell: true }]);
    expect(checkServerCommands(settingsWith({ command: process.execPath }), {})).toMatchObject([
      { isWell: true, detail: process.execPath },
    ]);
  });

  it('does not matter while the server is disabled', () => {
    expect(checkServerCommands(settingsWith({ command: 'nope', mode: 'disabled' }), environment)).toEqual([]);
  });
});
