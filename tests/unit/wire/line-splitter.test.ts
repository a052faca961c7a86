import { describe, expect, it } from 'vitest';
import { LineSplitter } from '../../../main/wire/line-splitter.ts';
import { thinkingTime } from '../../helpers/thinking-time.ts';

interface Heard {
  readonly lines: string[];
  readonly oversized: { head: string; tail: string }[];
}

function listen(maxBytes: number): { splitter: LineSplitter; heard: Heard } {
  const heard: Heard = { lines: [], oversized: [] };
  const splitter = new LineSplitter(maxBytes, {
    line: (bytes) => heard.lines.push(bytes.toString('utf8')),
    oversized: (head, tail) => heard.oversized.push({ head: head.toString('utf8'), tail: tail.toString('utf8') }),
  });
  return { splitter, heard };
}

function split(chunks: readonly (string | Buffer)[], maxBytes = 1000): Heard {
  const { splitter, heard } = listen(maxBytes);
  for (const chunk of chunks) splitter.push(Buffer.from(chunk));
  splitter.end();
  return heard;
}

describe('a line that is longer than the limit', () => {
  it('is reported once with its first and last bytes, and the stream goes on', () => {
    const heard = split([`{"id":1,"x":"${'a'.repeat(600)}`, 'b'.repeat(600), `c"}\n{"id":2}\n`]);
    expect(heard.lines).toEqual(['{"id":2}']);
    expect(heard.oversized).toHaveLength(1);
    expect(heard.oversized[0]?.head.startsWith('{"id":1,')).toBe(true);
    expect(heard.oversized[0]?.tail.endsWith('bbc"}')).toBe(true);
  });

  it('is reported when it lies in a single chunk', () => {
    const heard = split([`${'a'.repeat(5000)}\nshort\n`]);
    expect(heard.lines).toEqual(['short']);
    expect(heard.oversized.map(({ head, tail }) => [head.length, tail.length])).toEqual([[4096, 4096]]);
  });

  it('is reported when the stream ends in the middle of it', () => {
    expect(split(['a'.repeat(2000)]).oversized).toHaveLength(1);
  });

  it('keeps memory flat while it goes by', () => {
    const { splitter, heard } = listen(1024 * 1024);
    const chunk = Buffer.alloc(64 * 1024, 'x');
    const before = process.memoryUsage().arrayBuffers;
    for (let sent = 0; sent < 200 * 1024 * 1024; sent += chunk.length) splitter.push(chunk);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1024 * 1024);
    splitter.push(Buffer.from('\nnext\n'));
    expect(heard.lines).toEqual(['next']);
  });

  it('is not one that has exactly the limit', () => {
    expect(split([`${'a'.repeat(1000)}\n`])).toEqual({ lines: ['a'.repeat(1000)], oversized: [] });
    expect(split(['a'.repeat(500), `${'a'.repeat(501)}\n`]).oversized).toHaveLength(1);
  });
});

describe('lines', () => {
  it('come out the same however the bytes are cut', () => {
    const text = Buffer.from('{"a":"é€😀"}\r\n\n  \n{"b":2}\nlast');
    for (let size = 1; size <= text.length; size += 1) {
      const chunks: Buffer[] = [];
      for (let at = 0; at < text.length; at += size) chunks.push(text.subarray(at, at + size));
      expect(split(chunks)).toEqual({ lines: ['{"a":"é€😀"}', '{"b":2}', 'last'], oversized: [] });
    }
  });

  it('lose a byte order mark only at the start of the stream', () => {
    expect(split(['\uFEFF{}\n\uFEFF{}\n']).lines).toEqual(['{}', '\uFEFF{}']);
  });

  it('cost time in proportion to their length when they arrive in small pieces', async () => {
    const { splitter, heard } = listen(64 * 1024 * 1024);
    const piece = Buffer.alloc(512, 'x');
    const time = await thinkingTime(() => {
      for (let count = 0; count < 64 * 1024; count += 1) splitter.push(piece);
      splitter.push(Buffer.from('\n'));
    });
    expect(time).toBeLessThan(2_000);
    expect(heard.lines[0]).toHaveLength(32 * 1024 * 1024);
  });
});
