import { describe, expect, it } from 'vitest';
import { CommanderError } from 'commander';
import { NamedError } from '../../../contract/errors.ts';
import { readTime } from '../../../main/cli/commands/audit.ts';
import { describeResult } from '../../../main/cli/commands/call.ts';
import { exitCodeOf } from '../../../main/cli/exit-code.ts';
import { patchbayProgram } from '../../../main/cli/program.ts';

describe('the exit code', () => {
  it.each([
    [2, new NamedError('invalid_input', 'x')],
    [3, new NamedError('not_running', 'x')],
    [1, new NamedError('denied', 'x')],
    [1, new Error('x')],
    [2, new CommanderError(1, 'commander.unknownOption', 'x')],
    [0, new CommanderError(0, 'commander.helpDisplayed', 'x')],
  ])('is %i for %o', (code, error) => {
    expect(exitCodeOf(error)).toBe(code);
  });
});

describe('a time in the past', () => {
  const now = Date.parse('2026-03-10T12:00:00Z');

  it.each(['yesterday', '12', '3 days', ''])('is not %j', (text) => {
    expect(() => readTime(text, now)).toThrow(expect.objectContaining({ code: 'invalid_input' }));
  });

  it('is how long ago, or a date', () => {
    expect(['90s', '30m', '12h', '7d', '2026-03-01'].map((text) => readTime(text, now))).toEqual([
      '2026-03-10T11:58:30.000Z',
      '2026-03-10T11:30:00.000Z',
      '2026-03-10T00:00:00.000Z',
      '2026-03-03T12:00:00.000Z',
      '2026-03-01T00:00:00.000Z',
    ]);
  });
});

describe('a result of a tool', () => {
  it('is shown as its texts, with a word for what is no text', () => {
    const content = [
      { type: 'text', text: 'two\nlines' },
      { type: 'image', data: 'aGVsbG8=', mimeType: 'image/png' },
      { type: 'resource_link', uri: 'file:///x' },
    ];
    expect(describeResult({ content })).toEqual([
      'two\nlines',
      '[image, image/png, 5 bytes]',
      '{"type":"resource_link","uri":"file:///x"}',
    ]);
  });

  it('is shown as its structure where it has no content', () => {
    expect(describeResult({ content: [], structuredContent: { a: 1 } })).toEqual(['{\n  "a": 1\n}']);
  });
});

describe('the command line', () => {
  it('has exactly the commands that the contract names for this version', () => {
    const { commands } = patchbayProgram('0', () => Promise.resolve());
    expect(Object.fromEntries(commands.map((command) => [command.name(), command.commands.map((inner) => inner.name())]))).toEqual({
      start: [],
      status: [],
      doctor: [],
      validate: [],
      call: [],
      connect: [],
      shim: [],
      apps: [],
      wire: [],
      unwire: [],
      backups: [],
      restore: [],
      guard: [],
      servers: ['add', 'remove', 'start', 'stop', 'sign-in', 'sign-out', 'log', 'import', 'test'],
      directory: [],
      secrets: ['set', 'remove', 'start-over'],
      unlock: [],
      approvals: [],
      approve: [],
      deny: [],
      answer: [],
      audit: ['verify'],
    });
  });

  it.each([
    ['before the command', ['--json', '--home', '/h', 'status']],
    ['after it', ['status', '--home', '/h', '--json']],
    ['after an inner command', ['audit', 'verify', '--json', '--home', '/h']],
  ])('takes --json and --home %s', async (_, words) => {
    const given: unknown[] = [];
    await patchbayProgram('0', (__, { json, home }) => Promise.resolve(void given.push({ json, home }))).parseAsync(words, {
      from: 'user',
    });
    expect(given).toEqual([{ json: true, home: '/h' }]);
  });

  it('leaves everything after -- to the server', async () => {
    const given: unknown[] = [];
    await patchbayProgram('0', (_, options) => Promise.resolve(void given.push(options))).parseAsync(
      ['servers', 'add', 'x', '--', 'node', '--json', '--home'],
      {
        from: 'user',
      },
    );
    expect(given).toEqual([{ env: [], envSecret: [], header: [] }]);
  });
});
