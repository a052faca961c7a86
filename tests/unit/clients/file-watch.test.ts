import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileWatch } from '../../../main/clients/guard/file-watch.ts';

describe('a wired file', () => {
  let folder: string;
  let watch: FileWatch;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'patchbay-watch-'));
    watch = new FileWatch();
  });

  afterEach(async () => {
    await watch[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  const told = () => new Promise<string>((resolve) => watch.changed.subscribe(resolve));

  it.each([
    ['written', (file: string) => writeFile(file, 'other')],
    ['emptied', (file: string) => writeFile(file, '')],
    ['deleted', (file: string) => rm(file)],
    ['replaced by another', (file: string) => writeFile(`${file}.new`, 'other').then(() => rename(`${file}.new`, file))],
  ])('is told when it is %s', async (_, change) => {
    const file = join(folder, 'mcp.json');
    await writeFile(file, 'one');
    await watch.follow([file]);
    const change1 = told();
    await change(file);
    expect(await change1).toBe(file);
  });

  it('is told twice: deleted, and made again', async () => {
    const file = join(folder, 'mcp.json');
    await writeFile(file, 'one');
    await watch.follow([file]);
    const gone = told();
    await rm(file);
    await gone;
    const back = told();
    await writeFile(file, 'one');
    expect(await back).toBe(file);
  });

  it('is told under its own name when what a link leads to changes', async () => {
    const [file, real] = [join(folder, 'mcp.json'), join(folder, 'dotfiles', 'mcp.json')];
    await mkdir(join(folder, 'dotfiles'));
    await writeFile(real, 'one');
    await symlink(real, file);
    await watch.follow([file]);
    const change = told();
    await writeFile(`${real}.new`, 'other');
    await rename(`${real}.new`, real);
    expect(await change).toBe(file);
  });

  it('is told even where its folder comes later', async () => {
    const file = join(folder, 'later', 'mcp.json');
    await using looking = new FileWatch(50);
    await looking.follow([file]);
    const change = new Promise<string>((resolve) => looking.changed.subscribe(resolve));
    await mkdir(join(folder, 'later'));
    await writeFile(file, 'one');
    expect(await change).toBe(file);
  });

  it('is left alone once nobody follows it, as are its neighbours', async () => {
    const [file, neighbour] = [join(folder, 'mcp.json'), join(folder, 'other.json')];
    await writeFile(file, 'one');
    await watch.follow([file, join(folder, 'never.json')]);
    await watch.follow([join(folder, 'kept.json')]);
    const change = told();
    await writeFile(file, 'other');
    await writeFile(neighbour, 'other');
    await writeFile(join(folder, 'kept.json'), 'x');
    expect(await change).toBe(join(folder, 'kept.json'));
  });
});
