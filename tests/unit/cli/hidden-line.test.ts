import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { hiddenLine } from '../../../main/cli/hidden-line.ts';

describe('a secret that is typed', () => {
  it('is taken as it is, and nothing of it is shown', async () => {
    const keyboard = new PassThrough();
    const shown: string[] = [];
    const line = hiddenLine('Value of a: ', keyboard, { write: (text: string) => shown.push(text) > 0 });
    keyboard.write('pät ');
    keyboard.write('"k9"x\u007f\r');
    expect(await line).toBe('pät "k9"');
    expect(shown.join('')).toBe('Value of a: \n');
  });

  it.each(['\u0003', '\u0004'])('is none where the person leaves with %j', async (key) => {
    const keyboard = new PassThrough();
    const line = hiddenLine('Value of a: ', keyboard, { write: () => true });
    keyboard.write(key);
    await expect(line).rejects.toThrow('No value was given.');
  });
});
