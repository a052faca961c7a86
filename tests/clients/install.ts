import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../scripts/run.ts';
import type { RealClient } from './client.ts';

const clients = join(import.meta.dirname, '../../.cache/clients');

/** The folder of this exact version, below which `node_modules` lies. */
function folderOf({ package: { name, version } }: RealClient): string {
  return join(clients, `${name.replace('/', '+')}@${version}`);
}

/** What starts the client. */
export function programOf(client: RealClient): string {
  return join(folderOf(client), 'node_modules', client.program);
}

export function isInstalled(client: RealClient): boolean {
  return existsSync(programOf(client));
}

/**
 * Gets the client from the npm registry, once per version, with a throw-away home and without running its install script.
 * @returns why it could not be had, as a sentence; null when it is there.
 */
export async function install(client: RealClient): Promise<string | null> {
  if (isInstalled(client)) return null;
  const { name, version } = client.package;
  const home = await mkdtemp(join(tmpdir(), 'patchbay-install-'));
  const folder = folderOf(client);
  const making = `${folder}.making`;
  await rm(making, { recursive: true, force: true });
  await mkdir(making, { recursive: true });
  await writeFile(join(making, 'package.json'), '{ "private": true }\n');
  const options = ['--save-exact', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const code = await run('npm', ['install', '--prefix', making, ...options, `${name}@${version}`], npmEnvironment(home));
  await rm(home, { recursive: true, force: true });
  if (code !== 0)
    return `${client.label} ${version} could not be installed from the npm registry (npm ended with ${code}): it is not tested.`;
  await rm(folder, { recursive: true, force: true });
  await rename(making, folder);
  return isInstalled(client) ? null : `${client.label} ${version} has no program for this kind of computer: it is not tested.`;
}

/** Removes the versions that are no longer asked for: each is hundreds of megabytes. */
export async function removeOthers(wanted: readonly RealClient[]): Promise<void> {
  const kept = new Set(wanted.map((client) => folderOf(client)));
  const there = await readdir(clients).catch(() => []);
  for (const folder of there.map((name) => join(clients, name))) if (!kept.has(folder)) await rm(folder, { recursive: true, force: true });
}

/** A home of its own; where packages come from and are cached stays as the person has set it up. */
function npmEnvironment(home: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    HOME: home,
    npm_config_userconfig: process.env['npm_config_userconfig'] ?? join(homedir(), '.npmrc'),
    npm_config_cache: process.env['npm_config_cache'] ?? join(homedir(), '.npm'),
  };
}
