import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Exact versions, so that two runs measure the same. */
const dependencies = { 'mcp-proxy': '6.7.19', supergateway: '4.0.0', 'mcp-hub': '4.2.1', executor: '1.5.9' };

export type PeerName = keyof typeof dependencies;

const folder = join(import.meta.dirname, '.peers');

/** Installs the peers into a folder of the benchmark's own, which git ignores; none of their install scripts runs. */
export function installPeers(): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
  const shell = process.platform === 'win32';
  execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: 'inherit',
    shell,
  });
}

export function titleOf(peer: PeerName): string {
  return `${peer} ${dependencies[peer]}`;
}

/** The JavaScript file that the peer's command of its own name runs. */
export function programOf(peer: PeerName): string {
  const home = join(folder, 'node_modules', peer);
  // The manifest of an exact version: its `bin` was looked at.
  const { bin } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { bin: string | Record<string, string> };
  const path = typeof bin === 'string' ? bin : bin[peer];
  if (path === undefined) throw new Error(`${peer} has no command of its own name`);
  return join(home, path);
}
