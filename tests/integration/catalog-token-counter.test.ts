import { writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { afterAll, describe, expect, it } from 'vitest';
import { TokenCounter } from '../../main/catalog/token-counter.ts';
import { eventually } from '../helpers/eventually.ts';

const program = new URL('../../main/catalog/token-counter/main.ts', import.meta.url);
const folder = await mkdtemp(join(tmpdir(), 'patchbay-counter-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

async function counterOf(source: string, limitMs = 60_000): Promise<TokenCounter> {
  const path = join(folder, `${Math.random()}.mjs`);
  await writeFile(path, source);
  return new TokenCounter(pathToFileURL(path), { idleMs: 100, limitMs });
}

describe('counting tokens', () => {
  it('gives what the tokenizer gives, also for text that looks like its own marks', async () => {
    await using counter = new TokenCounter(program);
    const texts = ['{"name":"read_file","description":"Read a file"}', 'Größe 文件 файл', ''];
    const counts = await counter.count([...texts, '<|endoftext|>']);
    expect(counts.slice(0, 3)).toEqual(texts.map((text) => countTokens(text)));
    expect(counts[3]).toBeGreaterThan(1);
  });

  it('answers several questions at once, each with its own counts', async () => {
    await using counter = new TokenCounter(program);
    const [one, two] = await Promise.all([counter.count(['hello']), counter.count(['hello world', 'a'])]);
    expect([one, two]).toEqual([[1], [2, 1]]);
  });

  it('starts a new worker when the idle one has gone', async () => {
    await using counter = await counterOf(
      `import { parentPort, threadId } from 'node:worker_threads'; parentPort.on('message', ({ id }) => parentPort.postMessage({ id, counts: [threadId], failure: null }));`,
    );
    const first = await counter.count(['a']);
    expect(await counter.count(['a'])).toEqual(first);
    await expect.poll(() => counter.count(['a']), { interval: 300, timeout: 60_000 }).not.toEqual(first);
  });

  it('fails when the worker cannot be started, ends, throws or says so', async () => {
    await using missing = new TokenCounter(pathToFileURL(join(folder, 'missing.mjs')));
    await expect(missing.count(['a'])).rejects.toThrow(/missing/);
    await using ending = await counterOf('process.exit(3);');
    await expect(ending.count(['a'])).rejects.toThrow(/code 3/);
    await using throwing = await counterOf(
      `import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => { throw new Error('broken'); });`,
    );
    await expect(throwing.count(['a'])).rejects.toThrow(/broken/);
  });

  it('gives up on a worker that takes too long, and goes on with a new one', async () => {
    await using counter = await counterOf(
      `import { parentPort } from 'node:worker_threads'; parentPort.on('message', ({ id, texts }) => { while (texts[0] === 'hang'); parentPort.postMessage({ id, counts: [7], failure: null }); });`,
      500,
    );
    await expect(counter.count(['hang'])).rejects.toThrow(/longer than 500 ms/);
    await eventually(async () => expect(await counter.count(['fine'])).toEqual([7]));
  });

  it('counts nothing after its end', async () => {
    const counter = new TokenCounter(program);
    const pending = counter.count(['a']);
    const outcome = expect(pending).rejects.toThrow(/stopped/);
    await counter[Symbol.asyncDispose]();
    await outcome;
    await expect(counter.count(['a'])).rejects.toThrow(/ended/);
  });
});
