import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './cruise.ts';

const dist = join(root, 'dist');
const programs = ['electron', 'headless', 'cli', 'shim', 'guardian', 'keychain', 'token-counter'];
const natives = ['better-sqlite3', 'keytar'];

describe('a built program', () => {
  it.each(programs)('%s is one file, with its source map', (program) => {
    expect(readdirSync(join(dist, program)).toSorted()).toEqual(['main.js', 'main.js.map']);
  });

  it.each(['shim', 'guardian'])('%s imports nothing but Node', (program) => {
    expect(importsOf(bundle(program)).filter((name) => !isNode(name))).toEqual([]);
  });

  it.each(['headless', 'cli', 'keychain', 'token-counter'])('%s imports nothing but Node and native modules', (program) => {
    expect(importsOf(bundle(program)).filter((name) => !isNode(name) && !natives.includes(name))).toEqual([]);
  });

  it('for the desktop imports nothing but Node, Electron and native modules', () => {
    const allowed = [...natives, 'electron'];
    expect(importsOf(bundle('electron')).filter((name) => !isNode(name) && !allowed.includes(name))).toEqual([]);
  });

  it('that an app starts is at most 30 kB', () => {
    expect(statSync(join(dist, 'shim', 'main.js')).size).toBeLessThanOrEqual(30_000);
  });

  it('that counts tokens is not part of any other', () => {
    expect(sourcesOf('token-counter')).toContain('/gpt-tokenizer/');
    for (const program of programs.filter((name) => name !== 'token-counter')) expect(sourcesOf(program)).not.toContain('/gpt-tokenizer/');
  });

  it.each(programs)('%s has no character that would make Node keep all of its text in two bytes each', (program) => {
    expect(/[^\u0000-\u007f]/.exec(bundle(program))?.[0]).toBeUndefined();
  });

  it.each(['electron', 'headless', 'cli'])('%s stays below 5 MB', (program) => {
    expect(statSync(join(dist, program, 'main.js')).size).toBeLessThan(5_000_000);
  });
});

describe('the built preload', () => {
  it('is at most 1 kB and needs only Electron', () => {
    const text = readFileSync(join(dist, 'preload', 'preload.cjs'), 'utf8');
    expect(text.length).toBeLessThanOrEqual(1_000);
    expect([...text.matchAll(/require\(([^)]*)\)/g)].map((match) => match[1])).toEqual(['"electron"']);
  });
});

describe('the built window', () => {
  const page = () => readFileSync(join(dist, 'renderer', 'index.html'), 'utf8');

  it('has no inline script and no inline style', () => {
    const scripts = [...page().matchAll(/<script\b([^>]*)>([^<]*)/g)];
    expect(scripts.length).toBeGreaterThan(0);
    for (const [, attributes, body] of scripts) {
      expect(attributes).toMatch(/\bsrc="\.\//);
      expect(body?.trim()).toBe('');
    }
    expect(page()).not.toMatch(/<style|\sstyle=|\son[a-z]+=/);
  });

  it('loads only its own files, by relative addresses', () => {
    const addresses = [...page().matchAll(/(?:src|href)="([^"]*)"/g)].map((match) => match[1] ?? '');
    expect(addresses.filter((address) => !address.startsWith('./'))).toEqual([]);
    expect(addresses.filter((address) => !existsSync(join(dist, 'renderer', address)))).toEqual([]);
  });

  it('contains nothing of Node', () => {
    const scripts = readdirSync(join(dist, 'renderer', 'assets')).filter((name) => name.endsWith('.js'));
    expect(scripts.length).toBeGreaterThan(0);
    for (const name of scripts) {
      expect(
        importsOf(readFileSync(join(dist, 'renderer', 'assets', name), 'utf8')).filter((specifier) => isNode(specifier)),
        name,
      ).toEqual([]);
    }
  });
});

function bundle(program: string): string {
  return readFileSync(join(dist, program, 'main.js'), 'utf8');
}

/** Static and dynamic imports, and requires by a literal name that aren't themselves text that a package would generate. */
/** The files that went into a bundle, one per line, with forward slashes. */
function sourcesOf(program: string): string {
  const map = JSON.parse(readFileSync(join(dist, program, 'main.js.map'), 'utf8')) as { readonly sources: readonly string[] };
  return map.sources.join('\n').replaceAll('\\', '/');
}

function importsOf(text: string): string[] {
  const specifiers = [
    ...text.matchAll(/^(?:import|export)\b[^'"`;]*?\bfrom\s*["']([^"']+)["']/gm),
    ...text.matchAll(/^import\s*["']([^"']+)["']/gm),
    ...text.matchAll(/\bimport\(\s*["'`]([^"'`]+)["'`]\s*\)/g),
    ...text.matchAll(/(?<![`'"])\b(?:__)?require\(\s*["'`]([^"'`]+)["'`]\s*\)/g),
  ].map((match) => match[1] ?? '');
  return [...new Set(specifiers)].filter((name) => !name.startsWith('.'));
}

function isNode(name: string): boolean {
  return name.startsWith('node:') || builtinModules.includes(name);
}
