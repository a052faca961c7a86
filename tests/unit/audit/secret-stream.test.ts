import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beginningAtEnd, withoutKnown } from '../../../main/audit/known-secrets.ts';
import { redactedJson, redactText } from '../../../main/audit/redact.ts';
import { SecretStream } from '../../../main/audit/secret-stream.ts';
import { SeenSecrets } from '../../../main/audit/seen-secrets.ts';
import { thinkingTime } from '../../helpers/thinking-time.ts';

const secrets = ['pat-k9-üpQ1', 'abcabd'];

function passed(text: string, cuts: readonly number[], known: readonly string[] = secrets): string {
  const stream = new SecretStream(() => known);
  const bytes = Buffer.from(text);
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  const pieces = ends.map((end, index) => stream.pass(bytes.subarray(ends[index - 1] ?? 0, end)));
  return Buffer.concat([...pieces, stream.end()]).toString();
}

describe('what a server writes', () => {
  it('loses its secrets wherever the pipe cuts it, and nothing else', () => {
    const word = fc.constantFrom('one ', 'pat', 'pat-k9', 'pat-k9-üpQ1', 'abc', 'abcabd', 'ü', '\n', '[redacted]');
    fc.assert(
      fc.property(fc.array(word), fc.array(fc.nat(500), { maxLength: 6 }), (words, cuts) => {
        const text = `${words.join('')}.`;
        expect(passed(text, cuts)).toBe(withoutKnown(text, secrets));
      }),
    );
  });

  it('is passed on at once where it can be no beginning of a secret', () => {
    const stream = new SecretStream(() => secrets);
    expect(stream.pass(Buffer.from('listening on stdio\n')).toString()).toBe('listening on stdio\n');
    expect(stream.pass(Buffer.from('with pat-k')).toString()).toBe('with ');
    expect(stream.pass(Buffer.from('een\n')).toString()).toBe('pat-keen\n');
  });

  it('does not end with most of a secret', () => {
    expect(passed('with pat-k9-ü', [])).toBe('with [redacted]');
    expect(passed('with pat', [])).toBe('with pat');
  });

  it('loses secrets that came to be known meanwhile', () => {
    let known: readonly string[] = [];
    const stream = new SecretStream(() => known);
    expect(stream.pass(Buffer.from('abcabd ')).toString()).toBe('abcabd ');
    known = secrets;
    expect(stream.pass(Buffer.from('abcabd ')).toString()).toBe('[redacted] ');
  });
});

describe('a value that the vault gave out', () => {
  const seen = new SeenSecrets();
  const value = 'pw +/"7-kü';
  seen.add('a', value);
  const hidden = (text: string) =>
    withoutKnown(
      text,
      seen.spellings.toSorted((a, b) => b.length - a.length),
    );

  it.each([
    ['as it is', value],
    ['in JSON', JSON.stringify({ password: value })],
    ['in an address', `https://a.example/?p=${encodeURIComponent(value)}`],
    ['in base64', Buffer.from(value).toString('base64')],
    ['in base64url', Buffer.from(value).toString('base64url')],
    ['in a basic login', Buffer.from(`k:${value}`).toString('base64')],
    ['in a form', new URLSearchParams({ p: value }).toString()],
    ['in JSON of Python', `{"p": "pw +/\\"7-k\\u00fc"}`],
    ['in JSON of PHP', `{"p":"pw +\\/\\"7-k\\u00fc"}`],
    ['in JSON with slashes escaped', `{"p":"pw +\\/\\"7-kü"}`],
    ['in another basic login', Buffer.from(`ki:${value}`).toString('base64')],
  ])('is hidden %s', (_how, text) => {
    const shown = hidden(text);
    expect(shown).toContain('[redacted]');
    const rest = shown.split('[redacted]').join('');
    expect(rest).not.toContain('7-k');
    expect(Buffer.from(rest, 'base64').toString('latin1')).not.toContain('7-k');
  });

  it('is not looked for where it is so short that it stands in innocent texts', () => {
    const short = new SeenSecrets();
    short.add('a', 'yes');
    expect(short.spellings).toEqual([]);
  });

  it('is hidden without the line’s end that an editor put behind it', () => {
    const typed = new SeenSecrets();
    typed.add('a', 'key-81c7\n');
    expect(withoutKnown('refused "key-81c7", base64 a2V5LTgxYzc=', typed.spellings)).toMatch(
      /^refused "\[redacted\]", base64 \[redacted\].{0,4}$/,
    );
  });

  it('of several lines is hidden line by line, and words that stand in many texts are not', () => {
    const key = new SeenSecrets();
    key.add('a', '-----BEGIN KEY-----\r\nMIIEvQIBADANBgkqhkiG9w0BAQ\r\nplain words of the comment\r\n-----END KEY-----\r\n');
    expect(withoutKnown('bad line: MIIEvQIBADANBgkqhkiG9w0BAQ', key.spellings)).toBe('bad line: [redacted]');
    const innocent = 'A -----BEGIN KEY----- needs plain words of the comment';
    expect(withoutKnown(innocent, key.spellings)).toBe(innocent);
  });

  it('makes another list each time, and one that is renewed for ever pushes out no other', () => {
    const many = new SeenSecrets();
    many.add('token of the person', 'value-of-the-person');
    const before = many.spellings;
    for (let index = 0; index < 5_000; index += 1) many.add('renewed', `value-number-${index}`);
    expect(many.spellings).not.toBe(before);
    expect(many.spellings.length).toBeLessThanOrEqual(100);
    for (const kept of ['value-of-the-person', 'value-number-4999', 'value-number-4998']) expect(many.spellings).toContain(kept);
    const after = many.spellings;
    many.add('renewed', 'value-number-4999');
    expect(many.spellings).toBe(after);
  });
});

describe('a vault with very many secrets', () => {
  it('is taken in as it is opened, not once more for each of them', async () => {
    const seen = new SeenSecrets();
    const open = (): void => Array.from({ length: 2_000 }, (_, index) => `value/of:${index}`).forEach((value) => seen.add(value, value));
    expect(await thinkingTime(async () => open())).toBeLessThan(1_000);
    expect(seen.spellings).toContain('value/of:1999');
  });
});

describe('a secret that is longer than what the log keeps', () => {
  const long = Array.from({ length: 9_000 }, (_, index) => index.toString(36)).join('');
  const fragments = (text: string) =>
    Array.from({ length: 40 }, (_, index) => long.slice(index * 200, index * 200 + 40)).filter((part) => text.includes(part));

  it.each([0, 10, 1_000, 6_000, 7_990, 31_990])('leaves no part of itself there when it begins after %i characters', (before) => {
    const text = `${'. '.repeat(before / 2)}${long} after`;
    expect(fragments(redactText(text, 2_000, [long]))).toEqual([]);
    expect(fragments(redactedJson({ note: text, [long]: text, list: [text] }, [long]))).toEqual([]);
  });

  it('is seen at the end of a text that was cut in it', () => {
    expect(beginningAtEnd(`before ${long.slice(0, 300)}`, [long])).toBe(7);
    expect(beginningAtEnd('nothing of it', [long])).toBe(13);
  });
});
