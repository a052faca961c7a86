import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAuditKey } from '../../main/audit/audit-key.ts';
import { openDatabase } from '../../main/store/database.ts';
import { migrations } from '../../main/store/migrations/index.ts';
import type { Migration } from '../../main/store/migrations/migration.ts';
import { Store } from '../../main/store/store.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-store-'));
  path = join(folder, 'patchbay.db');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const step = (version: number, sql: string): Migration => ({ version, name: `step ${version}`, up: (database) => database.exec(sql) });
const first = step(1, "CREATE TABLE notes (text TEXT) STRICT; INSERT INTO notes VALUES ('kept')");

describe('the database of a home', () => {
  it('can be read by its owner only, with its journal', async () => {
    using _store = Store.open(path);
    const modes = await Promise.all((await readdir(folder)).map(async (name) => [name, (await stat(join(folder, name))).mode & 0o777]));
    expect(modes).toEqual([
      ['patchbay.db', 0o600],
      ['patchbay.db-shm', 0o600],
      ['patchbay.db-wal', 0o600],
    ]);
  });

  it('is at the newest version after the first start and stays there', () => {
    Store.open(path)[Symbol.dispose]();
    using store = Store.open(path);
    expect(store.database.prepare('PRAGMA user_version').get()).toMatchObject({ user_version: migrations.length });
    expect(store.database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
  });

  it('has only strict tables', () => {
    using store = Store.open(path);
    const loose = store.database
      .prepare("SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'")
      .all();
    expect(loose).toEqual([]);
  });

  it('is numbered without gaps', () => {
    expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_migration, index) => index + 1));
  });
});

describe('a migration', () => {
  it('keeps what is there', () => {
    openDatabase(path, [first]).close();
    const database = openDatabase(path, [first, step(2, 'ALTER TABLE notes ADD COLUMN stars INTEGER')]);
    expect(database.prepare('SELECT * FROM notes').all()).toEqual([{ text: 'kept', stars: null }]);
    database.close();
  });

  it('that fails leaves the database as it was before', () => {
    openDatabase(path, [first]).close();
    const broken = step(2, 'DROP TABLE notes; CREATE TABLE nonsense');
    expect(() => openDatabase(path, [first, broken])).toThrow(expect.objectContaining({ code: 'internal' }));
    const database = openDatabase(path, [first]);
    expect(database.prepare('SELECT * FROM notes').all()).toEqual([{ text: 'kept' }]);
    database.close();
  });
});

describe('a database that cannot be used', () => {
  it('of a newer Patchbay is refused and not touched', async () => {
    openDatabase(path, [first, step(2, 'CREATE TABLE newer (x TEXT) STRICT')]).close();
    const before = await readFile(path);
    expect(() => openDatabase(path, [first])).toThrow(
      expect.objectContaining({
        code: 'conflict',
        message: expect.stringContaining('A newer Patchbay wrote this database (its version is 2, this Patchbay knows 1)'),
      }),
    );
    expect(await readFile(path)).toEqual(before);
  });

  it.each([
    ['is none', () => path, /file is not a database/],
    ['has no folder', () => join(folder, 'none', 'patchbay.db'), /no such file/],
    ['is a folder', () => folder, /illegal operation on a directory/],
  ])('is named, with what to do: it %s', async (_what, place, reason) => {
    await writeFile(path, 'x'.repeat(10_000));
    expect(() => Store.open(place())).toThrow(expect.objectContaining({ code: 'internal', message: expect.stringMatching(reason) }));
    expect(await readFile(path, 'utf8')).toBe('x'.repeat(10_000));
  });
});

describe('the audit key', () => {
  it('is minted once, for its owner only', async () => {
    const file = join(folder, 'keys', 'audit.key');
    const key = await openAuditKey(file);
    expect(key.length).toBe(32);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await openAuditKey(file)).toEqual(key);
  });

  it('that is damaged is not silently replaced', async () => {
    const file = join(folder, 'audit.key');
    await writeFile(file, 'short\n');
    await expect(openAuditKey(file)).rejects.toMatchObject({ code: 'internal', message: expect.stringContaining('holds no audit key') });
    expect(await readFile(file, 'utf8')).toBe('short\n');
  });
});
