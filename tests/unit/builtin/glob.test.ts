import { describe, expect, it } from 'vitest';
import { fitsGlob } from '../../../main/builtin/files/glob.ts';
import { thinkingTime } from '../../helpers/thinking-time.ts';

describe('a name pattern', () => {
  it.each([
    ['*.md', 'README.md', true],
    ['*.md', 'docs/deep/README.MD', true],
    ['*.md', 'README.mdx', false],
    ['read?e*', 'docs/readme.txt', true],
    ['docs/*.md', 'docs/a.md', true],
    ['docs/*.md', 'docs/deep/a.md', false],
    ['docs/**/*.md', 'docs/a.md', true],
    ['docs/**/*.md', 'docs/very/deep/a.md', true],
    ['**/a.md', 'a.md', true],
    ['**', 'anything', true],
    ['src/**', 'src/a/b', true],
    ['src/**', 'lib/a', false],
    ['[a].md', 'a.md', false],
    ['(a|b)*', '(a|b)c', true],
    ['файл*', 'файлы.txt', true],
    ['*', '', true],
    ['?', '', false],
  ])('%s fits %s: %s', (pattern, path, fits) => {
    expect(fitsGlob(pattern, path)).toBe(fits);
  });

  it('costs no more when it is evil', async () => {
    const time = await thinkingTime(() => expect(fitsGlob('*a'.repeat(200), 'a'.repeat(250) + 'b')).toBe(false));
    expect(time).toBeLessThan(500);
  });
});
