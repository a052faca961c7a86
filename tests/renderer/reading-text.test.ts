import { describe, expect, it } from 'vitest';
import { readFields } from '../../renderer/features/approvals/argument-fields.ts';
import { parseCommandLine } from '../../contract/command-line.ts';
import { toName } from '../../contract/names.ts';
import { visibleParts, visibleString } from '../../renderer/ui/visible-text.ts';

describe('a command line that a person types', () => {
  const words = (line: string) => {
    const parsed = parseCommandLine(line);
    if (parsed.kind === 'address') return parsed.url;
    return parsed.kind === 'argv' ? parsed.argv : parsed.sentence;
  };

  it('is refused while a quote is open', () => {
    expect(words('npx "half')).toContain('never closed');
    expect(words("npx it's")).toContain('never closed');
  });

  it('is an address where it begins like one and is one word', () => {
    expect(words(' https://docs.example/mcp ')).toBe('https://docs.example/mcp');
    expect(words('WSS://live.example')).toBe('WSS://live.example');
    expect(words('npx mcp-remote https://docs.example/mcp')).toEqual(['npx', 'mcp-remote', 'https://docs.example/mcp']);
  });

  it.each([
    ['', []],
    ['  npx   -y\tserver ', ['npx', '-y', 'server']],
    [`run "two words" 'and "more"'`, ['run', 'two words', 'and "more"']],
    [`run a"b c"d''`, ['run', 'ab cd']],
    [`run "" ''`, ['run', '', '']],
    [String.raw`run two\ words \"quoted\"`, ['run', 'two words', '"quoted"']],
    [String.raw`run "a \"b\" \\ c"`, ['run', String.raw`a "b" \ c`]],
    [String.raw`C:\Tools\mcp.exe --root C:\Users\ada`, [String.raw`C:\Tools\mcp.exe`, '--root', String.raw`C:\Users\ada`]],
    ['echo $HOME | cat > ~/x && ls', ['echo', '$HOME', '|', 'cat', '>', '~/x', '&&', 'ls']],
  ])('%j becomes %j', (line, expected) => {
    expect(words(line)).toEqual(expected);
  });
});

describe('the arguments of a question', () => {
  it('are not taken apart when they are not an indented object', () => {
    expect(readFields('[\n  1\n]')).toBeNull();
    expect(readFields('{"a": 1}')).toBeNull();
    expect(readFields('not JSON')).toBeNull();
    expect(readFields('{\nbroken\n}')).toBeNull();
  });

  it('keep every digit and lose only the quotes of text', () => {
    const text = JSON.stringify(
      { path: '/a', lines: 'one\n"two"\ttab', nested: { list: [1, 'x'] }, none: null, 'odd "name"': '' },
      null,
      2,
    );
    expect(readFields(text.replace('null', '9007199254740993'))).toEqual([
      { name: 'path', value: '/a', kind: 'text' },
      { name: 'lines', value: 'one\n"two"\ttab', kind: 'text' },
      { name: 'nested', value: '{\n  "list": [\n    1,\n    "x"\n  ]\n}', kind: 'json' },
      { name: 'none', value: '9007199254740993', kind: 'json' },
      { name: 'odd "name"', value: '', kind: 'text' },
    ]);
  });

  it('read the escapes of the core, and a backslash that only looks like one', () => {
    const text = String.raw`{
  "hidden": "a\u{202E}b\u200Bc",
  "literal": "a\\u{202E}b"
}`;
    expect(readFields(text)).toEqual([
      { name: 'hidden', value: 'a\u202eb\u200bc', kind: 'text' },
      { name: 'literal', value: String.raw`a\u{202E}b`, kind: 'text' },
    ]);
  });

  it('may be none', () => {
    expect(readFields('{}')).toEqual([]);
  });
});

describe('untrusted text', () => {
  it.each([
    ['plain text,\n\tüber 漢字 עברית 🙂', 'plain text,\n\tüber 漢字 עברית 🙂'],
    ['pay\u202ella', 'pay‹U+202E›lla'],
    ['a\u200bb\u00adc\ufeffd', 'a‹U+200B›b‹U+00AD›c‹U+FEFF›d'],
    ['no\u00a0break\u3000wide', 'no‹U+00A0›break‹U+3000›wide'],
    ['\u001b[2J\r\u0000', '‹U+001B›[2J‹U+000D›‹U+0000›'],
    ['tag\u{e0041}s \u{fe0f} \u3164 \u2800', 'tag‹U+E0041›s ‹U+FE0F› ‹U+3164› ‹U+2800›'],
    ['lone \ud800 half', 'lone ‹U+D800› half'],
  ])('%j is shown as %j', (text, shown) => {
    expect(visibleString(text)).toBe(shown);
    expect(
      visibleParts(text)
        .map((part) => part.text)
        .join(''),
    ).toBe(text);
  });
});

describe('a name that a person types', () => {
  it.each([
    ['Claude Desktop', 'claude-desktop'],
    ['  Café №5 ', 'cafe-no5'],
    ['42nd app!', 'nd-app'],
    ['---', ''],
    ['x'.repeat(40), 'x'.repeat(32)],
    [`${'x'.repeat(31)} y`, 'x'.repeat(31)],
  ])('%j becomes %j, as the contract wants it', (text, name) => {
    expect(toName(text)).toBe(name);
  });
});
