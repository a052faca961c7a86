import { describe, expect, it } from 'vitest';
import { localTime, Output, table } from '../../../main/cli/output.ts';

function written(isJson: boolean): { output: Output; out: string[]; err: string[] } {
  const [out, err]: [string[], string[]] = [[], []];
  return { output: new Output({ write: (text) => out.push(text) }, { write: (text) => err.push(text) }, isJson), out, err };
}

describe('what the command line writes', () => {
  it('can not steer the terminal, wherever it came from', () => {
    const { output, out, err } = written(false);
    output.result(null, () => ['red \u001b[31m and \u202e reversed']);
    output.say('\u001b]0;title\u0007 of\ntwo lines');
    expect([out, err]).toEqual([['red \\u{1B}[31m and \\u{202E} reversed\n'], ['\\u{1B}]0;title\\u{7} of two lines\n']]);
  });

  it('is one JSON value and nothing else for a script', () => {
    const { output, out } = written(true);
    output.result({ a: [1, '\u001b'] }, () => ['for a person']);
    expect(out).toEqual(['{"a":[1,"\\u001b"]}\n']);
  });
});

describe('a table', () => {
  it('is as wide as its widest cells and has no lines of its own in a cell', () => {
    expect(
      table(
        ['NAME', 'ERROR'],
        [
          ['files', 'one\n  two'],
          ['a-long-name', ''],
        ],
      ),
    ).toEqual(['NAME         ERROR', 'files        one two', 'a-long-name']);
  });
});

describe('a time', () => {
  it('is shown in the place of the person', () => {
    const shown = localTime('2026-03-01T12:00:00.000Z');
    expect(new Date(shown.replace(' ', 'T')).toISOString()).toBe('2026-03-01T12:00:00.000Z');
  });
});
