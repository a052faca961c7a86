import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'vite';
import { expect } from 'vitest';
import { readEntries } from '../../main/clients/edit/entries.ts';
import type { EntryPlace } from '../../main/clients/edit/place.ts';
import type { WiringApp, WiringFile } from '../../main/clients/wiring/wired-file.ts';
import { Wiring } from '../../main/clients/wiring/wiring.ts';
import type { KillOrder } from '../fixtures/programs/wire-until-killed.ts';

const program = join(import.meta.dirname, '../fixtures/programs/wire-until-killed.ts');

/** Builds the program that is killed into one file, so that it starts fast; the path of that. */
export async function killedProgram(folder: string): Promise<string> {
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: { ssr: program, outDir: folder, target: 'node24', minify: false, emptyOutDir: false },
  });
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  return join(folder, 'wire-until-killed.js');
}

/** Files of an app as they are before, by their names; null: there is none. */
export interface KillCase {
  readonly label: string;
  readonly action: 'wire' | 'unwire';
  readonly place: EntryPlace;
  readonly files: Readonly<Record<string, string | null>>;
  /** Links that the app names instead of the files. */
  readonly links?: Readonly<Record<string, string>>;
}

const entry = { command: '/opt/patchbay/shim', args: ['--app', 'x'], env: { PATCHBAY_APP_KEY: '0123456789abcdef' } };

/** One life of one case: a folder with the files in it, as they are before the change. */
export class KillRun implements AsyncDisposable {
  readonly #case: KillCase;
  readonly #folder: string;
  readonly #home: string;
  readonly #program: string;

  private constructor(killCase: KillCase, folder: string, built: string) {
    this.#case = killCase;
    this.#folder = folder;
    this.#home = join(folder, 'home');
    this.#program = built;
  }

  static async begin(killCase: KillCase, below: string, built: string): Promise<KillRun> {
    const run = new KillRun(killCase, await mkdtemp(join(below, 'run-')), built);
    await mkdir(run.#home);
    for (const [name, content] of Object.entries(killCase.files)) if (content !== null) await run.#write(name, content);
    for (const [name, target] of Object.entries(killCase.links ?? {})) await symlink(target, join(run.#folder, name));
    if (killCase.action === 'unwire') await run.#applied('wire');
    return run;
  }

  /** All of its calls, where it lives. */
  async live(): Promise<readonly string[]> {
    // The program is ours.
    return JSON.parse((await this.#run(0, 'before')) ?? '[]') as string[];
  }

  /** @param at from 1. */
  async kill(at: number, side: KillOrder['side']): Promise<void> {
    expect(await this.#run(at, side), `call ${at}`).toBeNull();
  }

  /** What it printed; null where it was killed. */
  async #run(at: number, side: KillOrder['side']): Promise<string | null> {
    const files = this.#app().files.map(({ validate: _validate, ...file }) => file);
    const order: KillOrder = { home: this.#home, action: this.#case.action, files, at, side };
    try {
      const { stdout } = await promisify(execFile)(process.execPath, [this.#program, JSON.stringify(order)]);
      return stdout;
    } catch (error) {
      expect(error).toMatchObject({ signal: 'SIGKILL' });
      return null;
    }
  }

  /** The bytes of every file, as text. */
  async texts(): Promise<Record<string, string | null>> {
    const names = Object.keys(this.#case.files);
    const read = names.map(async (name) => [name, await readFile(join(this.#folder, name), 'utf8').catch(() => null)] as const);
    return Object.fromEntries(await Promise.all(read));
  }

  /** What must hold at any moment, and after it was tried again. */
  async expectSound(before: Record<string, string | null>, after: Record<string, string | null>): Promise<void> {
    const wiring = new Wiring(this.#home);
    const [now, backups, records] = [await this.texts(), await wiring.backups('some-app'), await wiring.wired('some-app')];
    for (const [name, text] of Object.entries(now)) {
      expect([before[name], after[name]], name).toContain(text);
      const isWired = text !== null && readEntries(text, this.#case.place).has('patchbay');
      if (text !== before[name]) expect(backups.map(({ path }) => path)).toContain(this.#pathOf(name));
      expect(records.some(({ path }) => path === this.#pathOf(name))).toBe(isWired);
    }
    await this.#applied(this.#case.action);
    expect(await this.texts()).toEqual(after);
    await this.#applied('unwire');
    expect(await this.texts()).toEqual(this.#case.files);
    const left = await readdir(this.#folder, { recursive: true });
    expect(left.filter((name) => name.endsWith('.tmp'))).toEqual([]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #applied(action: 'wire' | 'unwire'): Promise<void> {
    const wiring = new Wiring(this.#home);
    await wiring.apply(await (action === 'wire' ? wiring.planWire(this.#app()) : wiring.planUnwire(this.#app())));
  }

  #app(): WiringApp {
    const files = Object.keys(this.#case.files).map((name): WiringFile => {
      return { path: this.#pathOf(name), scope: 'user', within: null, place: this.#case.place, entry, validate: () => null };
    });
    return { id: 'some-app', label: 'Some App', files };
  }

  /** The link where there is one. */
  #pathOf(name: string): string {
    const link = Object.entries(this.#case.links ?? {}).find(([, target]) => target === name)?.[0];
    return join(this.#folder, link ?? name);
  }

  async #write(name: string, content: string): Promise<void> {
    await mkdir(dirname(join(this.#folder, name)), { recursive: true });
    await writeFile(join(this.#folder, name), content);
  }
}

const tolerance = { bom: true, comments: true, trailingCommas: true };
const json: EntryPlace = { format: 'jsonc', keyPath: ['mcpServers'], container: 'map', tolerance };
const toml: EntryPlace = { format: 'toml', keyPath: ['mcp_servers'], container: 'map', tolerance };
const yaml: EntryPlace = { format: 'yaml', keyPath: ['mcpServers'], container: 'list-by-name', tolerance };
const someJson = '{\n  "mcpServers": {\n    "a": { "command": "x" }, // mine\n  },\n}\n';

export const killCases: readonly KillCase[] = [
  { label: 'wiring a file of JSON', action: 'wire', place: json, files: { 'mcp.json': someJson } },
  {
    label: 'wiring TOML behind a link',
    action: 'wire',
    place: toml,
    files: { 'real.toml': '[mcp_servers.a]\r\ncommand = "x"\r\n' },
    links: { 'config.toml': 'real.toml' },
  },
  { label: 'making a file of YAML and its folders', action: 'wire', place: yaml, files: { 'new/deep/config.yaml': null } },
  { label: 'wiring two files', action: 'wire', place: json, files: { 'one/mcp.json': '{}', 'two/mcp.json': someJson } },
  { label: 'unwiring a file of YAML', action: 'unwire', place: yaml, files: { 'config.yaml': 'name: x # mine\nmcpServers: []\n' } },
  { label: 'taking away a file that was made', action: 'unwire', place: json, files: { 'new/mcp.json': null } },
];
