import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppKeys } from '../../../main/listener/app-keys.ts';
import { HttpKeys, httpToken } from '../../../main/listener/http-keys.ts';

let folder: string;
let keys: AppKeys;
let token: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-keys-'));
  keys = new AppKeys(folder);
  token = httpToken('editor', await keys.mint('editor'));
});
afterEach(() => rm(folder, { recursive: true }));

const wrong = `Bearer pb_editor_${'0'.repeat(64)}`;

describe('the token of an app', () => {
  it('is made from its key, tells its name, and tells nothing of the key', () => {
    const key = randomBytes(32);
    expect(httpToken('editor', key)).toMatch(/^pb_editor_[0-9a-f]{64}$/);
    expect(httpToken('editor', key)).not.toContain(key.toString('hex'));
    expect(httpToken('other', key).slice(-64)).not.toBe(httpToken('editor', key).slice(-64));
  });

  it('opens for its app, under either spelling of the scheme, until the app is removed', async () => {
    const door = new HttpKeys(keys, () => undefined);
    expect(await door.appOf(`Bearer ${token}`)).toBe('editor');
    expect(await door.appOf(`bearer  ${token}`)).toBe('editor');
    await keys.remove('editor');
    await expect(door.appOf(`Bearer ${token}`)).rejects.toMatchObject({ status: 401 });
  });

  it('is not another app’s, nor a part of it, nor anything around it', async () => {
    await keys.mint('other');
    const door = new HttpKeys(keys, () => undefined);
    const others = [token.replace('editor', 'other'), token.slice(0, -1), `${token}0`, `${token} x`, token.replace('pb_', ''), ''];
    for (const other of others) await expect(door.appOf(`Bearer ${other}`)).rejects.toMatchObject({ status: 401 });
  });

  it('is told apart from guesses: those are limited for a minute and logged a few times, and it still opens', async () => {
    let now = 1_000;
    const told: string[] = [];
    const door = new HttpKeys(
      keys,
      ({ message }) => told.push(message),
      () => now,
    );
    const statuses: unknown[] = [];
    for (let guess = 0; guess < 25; guess += 1) statuses.push(await door.appOf(wrong).catch(({ status }: { status: number }) => status));
    expect(statuses).toEqual([...Array.from({ length: 20 }, () => 401), ...Array.from({ length: 5 }, () => 429)]);
    expect(told).toEqual(Array.from({ length: 20 }, () => 'over HTTP, with a wrong key of "editor"'));
    expect(await door.appOf(`Bearer ${token}`)).toBe('editor');
    now += 60_001;
    await expect(door.appOf(wrong)).rejects.toMatchObject({ status: 401 });
  });
});
