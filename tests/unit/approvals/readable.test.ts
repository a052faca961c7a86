import { describe, expect, it } from 'vitest';
import { readable, readableJson } from '../../../main/approvals/readable.ts';

describe('text shown in a question', () => {
  it('shows characters that hide or reorder text as escapes', () => {
    expect(readable('pay\u202Efdp.exe')).toBe('pay\\u{202E}fdp.exe');
    expect(readable('a\u200Bb\u2066c\u0000d\u001B[31m')).toBe('a\\u{200B}b\\u{2066}c\\u{0}d\\u{1B}[31m');
    expect(readable('tag\u{E0041}')).toBe('tag\\u{E0041}');
    expect(readable('data\u{E0100}')).toBe('data\\u{E0100}');
    expect(readable('half\uD800')).toBe('half\\u{D800}');
  });

  it('leaves what a person can read as it is', () => {
    expect(readable('Grüße, 世界 🎉\n\tline')).toBe('Grüße, 世界 🎉\n\tline');
  });

  it('shows arguments complete', () => {
    expect(readableJson({ path: '/a', lines: [1, 2] })).toBe('{\n  "path": "/a",\n  "lines": [\n    1,\n    2\n  ]\n}');
  });
});
