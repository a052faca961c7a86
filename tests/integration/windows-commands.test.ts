import { chmod, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { oddServer, stdioServer, Supervision } from '../helpers/supervision.ts';

/** Only what looks for the program believes to be on Windows; it decides that when it is loaded. */
await vi.hoisted(async () => {
  const system = Object.getOwnPropertyDescriptor(process, 'platform') ?? {};
  Object.defineProperty(process, 'platform', { ...system, value: 'win32' });
  await import('cross-spawn');
  Object.defineProperty(process, 'platform', system);
});

/** Keeps what it is told to run, a line for each argument, and then does this. */
async function shellThat(folder: string, deed: string): Promise<void> {
  const shell = join(folder, 'cmd.exe');
  await writeFile(shell, `#!/bin/sh\nprintf '%s\\n' "$@" > '${join(folder, 'told')}'\n${deed}\n`);
  await chmod(shell, 0o700);
  vi.stubEnv('comspec', shell);
}

afterEach(() => vi.unstubAllEnvs());

describe('a command on Windows', () => {
  it('that is a script runs in cmd.exe, which gets every character of the arguments as text', async () => {
    await using supervision = await Supervision.open();
    const { command, args } = oddServer();
    const words = [command, ...args].filter((word) => typeof word === 'string');
    await shellThat(supervision.folder, `exec ${words.map((word) => `'${word}'`).join(' ')}`);
    const script = join(supervision.folder, 'npx.cmd');
    await writeFile(script, '@echo off\r\n');
    await supervision.apply({ odd: stdioServer(script, ['-y', 'a b', '100% & calc.exe | more', 'say "hi"\\']) });
    await supervision.supervisor.connect('odd');
    const [...told] = (await readFile(join(supervision.folder, 'told'), 'utf8')).trimEnd().split('\n');
    const line = [script, '^"-y^"', '^"a^ b^"', '^"100^%^ ^&^ calc.exe^ ^|^ more^"', '^"say^ \\^"hi\\^"\\\\^"'].join(' ');
    expect(told).toEqual(['/d', '/s', '/c', `"${line}"`]);
  });

  it('that is nowhere is told as such, and not tried for ever', async () => {
    await using supervision = await Supervision.open();
    await shellThat(supervision.folder, 'exit 1');
    await supervision.apply({ odd: stdioServer('no-such-command', []) });
    const sentence = 'The command no-such-command of the server “odd” was not found (ENOENT): install it or correct the command.';
    await expect(supervision.supervisor.connect('odd')).rejects.toThrow(sentence);
    expect(supervision.status('odd')).toMatchObject({ state: 'failed', pid: null });
  });

  it('that is a program is started by itself', async () => {
    await using supervision = await Supervision.open();
    await shellThat(supervision.folder, 'exit 1');
    const { command, args } = oddServer();
    const program = join(supervision.folder, 'node.exe');
    await symlink(command, program);
    await supervision.apply({ odd: stdioServer(program, args) });
    await supervision.supervisor.connect('odd');
    expect(supervision.status('odd')).toMatchObject({ state: 'running' });
  });
});
