import { describe, expect, it } from 'vitest';
import { checkFile } from '../../../../main/clients/check-file.ts';
import { readEntries, withEntry, withoutEntry } from '../../../../main/clients/edit/entries.ts';
import { unwiredChange } from '../../../../main/clients/wiring/plan-unwire.ts';
import { wiredChange } from '../../../../main/clients/wiring/plan-wire.ts';
import type { FoundFile, WiringApp } from '../../../../main/clients/wiring/wired-file.ts';
import { AppFolder, fileAt } from './app-folder.ts';
import { type ClientFileCase, clientFileCases, parsedBy, quickFolder, rewrittenAs } from './corpus.ts';

const all = clientFileCases();
const sound = all.filter(({ fault }) => fault === null);
const broken = all.filter(({ fault }) => fault !== null);

function appOf({ client, place, entry }: ClientFileCase, path: string): WiringApp {
  return { id: client, label: client, files: [fileAt(path, place, { entry })] };
}

const planned = { record: null, isMend: false, backup: 'a-backup', at: new Date(0) };

function found(bytes: Buffer): FoundFile {
  return { path: 'config', target: 'config', bytes, mode: 0o600, missingFolders: [], remarks: [], exposed: null };
}

/** Without the server, and without containers that are empty then. */
function without(value: unknown, [key, ...deeper]: readonly string[]): unknown {
  if (value === null || value === undefined) return {};
  if (Array.isArray(value))
    return value.filter((item: unknown) => !(typeof item === 'object' && item !== null && 'name' in item && item.name === key));
  const members = Object.entries(value).flatMap(([name, inner]) => {
    if (name !== key) return [[name, inner] as const];
    const rest = deeper.length === 0 ? {} : without(inner, deeper);
    return typeof rest === 'object' && rest !== null && Object.keys(rest).length === 0 ? [] : [[name, rest] as const];
  });
  return Object.fromEntries(members);
}

function serverIn({ place, entry }: ClientFileCase, text: string): unknown {
  const holder = place.keyPath.reduce<unknown>(
    (value, key) => (value === null ? null : Reflect.get(Object(value), key)),
    parsedBy(place.format, text),
  );
  if (place.container === 'map') return Reflect.get(Object(holder), 'patchbay');
  const item: unknown = Array.isArray(holder)
    ? holder.find((candidate: unknown) => Reflect.get(Object(candidate), 'name') === 'patchbay')
    : undefined;
  const { name: _name, ...rest } = Object(item);
  return 'name' in entry ? item : rest;
}

describe('the corpus', () => {
  it('has files of every client that keeps one, and broken ones', () => {
    expect(sound.length).toBeGreaterThanOrEqual(80);
    expect(broken.length).toBeGreaterThanOrEqual(30);
    expect(new Set(all.map(({ client }) => client)).size).toBe(30);
  });
});

describe.each(sound)('$name', (file) => {
  const { place, entry } = file;
  const before = file.bytes.toString();
  const path = [...place.keyPath, 'patchbay'];
  const isTaken = readEntries(before, place).has('patchbay');

  it('comes back to the byte when it is unwired', async () => {
    await using folder = await AppFolder.make(quickFolder());
    const app = appOf(file, await folder.write('config', file.bytes));
    await folder.wire(app);
    expect(await folder.bytes('config')).not.toEqual(file.bytes);
    await folder.unwire(app);
    expect(await folder.bytes('config')).toEqual(file.bytes);
  });

  it('gets our server and changes in nothing else', () => {
    const after = withEntry(before, place, 'patchbay', entry);
    expect(serverIn(file, after)).toEqual(entry);
    expect(() => checkFile(after, file.descriptor, { place, alsoAt: [] })).not.toThrow();
    expect(without(parsedBy(place.format, after), path)).toEqual(without(parsedBy(place.format, before), path));
    expect(withEntry(after, place, 'patchbay', entry)).toBe(after);
  });

  it('has only our server taken out, the rest to the byte where other servers stand beside it', () => {
    const bare = withoutEntry(withEntry(before, place, 'patchbay', entry), place, 'patchbay');
    const isAlone = isTaken || readEntries(before, place).size === 0;
    if (isAlone) expect(without(parsedBy(place.format, bare), path)).toEqual(without(parsedBy(place.format, before), path));
    else expect(bare).toBe(before);
  });

  it('keeps what the app makes of it after wiring', () => {
    const wired = wiredChange({
      ...planned,
      app: appOf(file, 'config'),
      file: fileAt('config', place, { entry }),
      found: found(file.bytes),
      takeOver: [],
    });
    const read = Object(parsedBy(place.format, wired.after?.toString() ?? ''));
    const rewritten = Buffer.from(rewrittenAs(place.format, { added: 'by the app', ...read }));
    const original = () => file.bytes;
    const unwired = unwiredChange({
      ...planned,
      app: file.client,
      within: null,
      place,
      found: found(rewritten),
      record: wired.record,
      original,
    });
    const left = parsedBy(place.format, unwired.after?.toString() ?? '');
    const expected = { added: 'by the app', ...Object(parsedBy(place.format, before)) };
    expect(isTaken ? left : without(left, path)).toEqual(isTaken ? expected : without(expected, path));
  });
});

describe('a broken file', () => {
  it.each(broken)('is refused where its fault is, and stays: $name', async (file) => {
    await using folder = await AppFolder.make(quickFolder());
    const app = appOf(file, await folder.write('config', file.bytes));
    await expect(folder.wiring.planWire(app)).rejects.toThrow(
      expect.objectContaining({ code: 'invalid_input', data: expect.objectContaining(file.fault) }),
    );
    expect(await folder.bytes('config')).toEqual(file.bytes);
    expect(await folder.wiring.backups(file.client)).toEqual([]);
  });
});
