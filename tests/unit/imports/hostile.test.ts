import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { namePattern } from '../../../contract/names.ts';
import { nameFor } from '../../../main/imports/found-names.ts';
import { draftsIn, seenIn } from '../../helpers/pasted.ts';

/** How a text ended: read, or refused with a sentence. Anything else is a fault of ours. */
function outcomeOf(text: string): string {
  try {
    return `${draftsIn(text).length} servers`;
  } catch (error) {
    if (error instanceof Error && error.name === 'NamedError') return error.message;
    throw error;
  }
}

const megabyte = 1_000_000;

describe('what a stranger wrote', () => {
  it.each([
    ['letters', 'a'.repeat(megabyte)],
    ['words', 'npx '.repeat(megabyte / 4)],
    ['lines', 'npx thing\n'.repeat(megabyte / 10)],
    ['brackets', '['.repeat(megabyte)],
    ['braces', '{"a":'.repeat(megabyte / 5)],
    ['quotes', `npx ${'"'.repeat(megabyte - 4)}`],
    ['backslashes', `npx ${'\\'.repeat(megabyte - 4)}`],
    ['dollars', `npx ${'${'.repeat(megabyte / 2 - 2)}`],
    ['angles', `npx ${'<a'.repeat(megabyte / 2 - 2)}`],
    ['dashes', `npx ${'your-'.repeat(megabyte / 5 - 2)}`],
    ['crosses', `npx ${'x'.repeat(megabyte - 4)}`],
    ['colons', 'a: '.repeat(megabyte / 3)],
    ['fences', '```\n'.repeat(megabyte / 4)],
    ['comments', '/*'.repeat(megabyte / 2)],
    ['an address', `https://a.example/${'a/'.repeat(megabyte / 2 - 10)}`],
    ['a query', `https://a.example/?${'a=b&'.repeat(megabyte / 4 - 10)}`],
    ['a login', `https://${'a@'.repeat(megabyte / 2 - 10)}`],
    ['base64', `cursor://anysphere.cursor-deeplink/mcp/install?name=a&config=${'QUFB'.repeat(megabyte / 4 - 100)}`],
    ['a variable', JSON.stringify({ command: 'x', env: { A: 'your-api-'.repeat(megabyte / 10) } })],
    [
      'many variables',
      JSON.stringify({
        command: 'x',
        env: Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`V${index}`, `\${V${index}}`])),
      }),
    ],
    ['many servers', JSON.stringify(Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`s${index}`, { command: 'x' }])))],
    [
      'many aliases',
      `a: &a [x,x]\n${Array.from({ length: 30 }, (_, index) => `b${index}: &b${index} [*${index === 0 ? 'a' : `b${index - 1}`},*${index === 0 ? 'a' : `b${index - 1}`}]`).join('\n')}`,
    ],
    ['lists', `mcpServers:\n${'  - command: x\n'.repeat(megabyte / 15)}`],
    ['keys', 'a:\n'.repeat(megabyte / 3)],
    ['YAML', `mcpServers:\n${'  - command: x\n'.repeat(6_000)}`],
    ['tables', '[mcp_servers.a]\n'.repeat(megabyte / 16)],
  ])(
    'may be a megabyte of %s',
    (_name, text) => {
      expect(outcomeOf(text.slice(0, megabyte))).toMatch(/servers$|^Line |^There is no server|^This (?:link|YAML)/);
    },
    20_000,
  );

  it('never holds more servers than anybody has', () => {
    const many = JSON.stringify(Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`s${index}`, { command: 'x' }])));
    expect(outcomeOf(many)).toBe('200 servers');
  });

  it('changes no prototype, whatever its keys are', () => {
    const text =
      '{"mcpServers": {"__proto__": {"command": "x", "env": {"__proto__": "polluted", "constructor": "y"}}, "constructor": {"command": "y"}}}';
    expect(seenIn(text)).toEqual(['proto | x | __proto__=polluted constructor=y', 'constructor | y']);
    for (const other of ['[mcp_servers.__proto__]\ncommand = "x"\n', 'mcpServers:\n  __proto__:\n    command: x\n  a: {command: y}\n'])
      outcomeOf(other);
    expect(({} as Record<string, unknown>)['command']).toBeUndefined();
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('gets a plain name, also where its own would mislead', () => {
    const names = [
      '\u202egnihton',
      'patch\u200bbay',
      '../../etc/passwd',
      'ＧｉｔＨｕｂ',
      '',
      '💥',
      '-x',
      'a'.repeat(500),
      'constructor',
      '1password',
    ];
    const made = names
      .map((name) => draftsIn(JSON.stringify({ mcpServers: { [name]: { command: 'npx', args: ['some-thing'] } } })))
      .map(([draft]) => (draft === undefined ? '' : nameFor(draft, () => false)));
    expect(made.filter((name) => !namePattern.test(name))).toEqual([]);
    expect(made.slice(0, 4)).toEqual(['gnihton', 'patch-bay', 'etc-passwd', 'github']);
  });

  it('ends in servers or a sentence, whatever it is', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      ':',
      ',',
      '\n',
      ' ',
      '\\',
      '$',
      '${A}',
      '<A>',
      '#',
      '-',
      '=',
      '&&',
      'npx',
      'claude mcp add',
      'mcpServers',
      'command',
      'https://a.example',
      '[mcp_servers.a]',
      '```',
      '\u0000',
      '\ud800',
      '--',
      '-e',
      'A=1',
      'vscode:mcp/install?',
      '%7B',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        expect(outcomeOf(parts.join(''))).toBeTypeOf('string');
        expect(outcomeOf(parts.join(' '))).toBeTypeOf('string');
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (text) => {
        expect(outcomeOf(text)).toBeTypeOf('string');
        expect(outcomeOf(`{"mcpServers": {"a": ${text}}}`)).toBeTypeOf('string');
        expect(
          outcomeOf(
            `{"name": "a", "packages": [{"registryType": "npm", "identifier": "x", "packageArguments": [${text}], "environmentVariables": ${text}}]}`,
          ),
        ).toBeTypeOf('string');
      }),
      { numRuns: 300 },
    );
  });
});
