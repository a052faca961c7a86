import { lstat, readdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Home } from '../../lib/home.ts';
import { verifyPrivateFolder } from '../../lib/private-folder.ts';
import { formatFault } from '../../settings/fault.ts';
import { parseSettings } from '../../settings/parse-settings.ts';
import type { Settings } from '../../settings/settings.ts';
import { type Finding, ill, reasonOf, well } from './finding.ts';

const oldestNode = 24;

export function checkNode(): Finding {
  const { node } = process.versions;
  return Number.parseInt(node, 10) >= oldestNode ? well('Node', node) : ill('Node', `${node} is too old: use Node ${oldestNode} or newer`);
}

export async function checkFolders(home: Home): Promise<Finding> {
  try {
    for (const folder of [home.folder, home.keys, home.run]) await verifyPrivateFolder(folder);
    return well('home', `${home.folder} is open to you alone`);
  } catch (error) {
    if (isMissing(error)) return ill('home', `${home.folder} is not complete: run "patchbay start" once to make it`);
    return ill('home', `${reasonOf(error)} (chmod 700 closes a folder of yours)`);
  }
}

/** Keys, the log and the settings are nobody else's. */
export async function checkFiles(home: Home): Promise<Finding> {
  const open: string[] = [];
  for (const folder of [home.folder, home.keys, home.run]) {
    const names = await readdir(folder).catch(() => []);
    for (const file of names.map((name) => join(folder, name))) if (await isOpenToOthers(file)) open.push(file);
  }
  return open.length === 0
    ? well('files', 'keys, log and settings are open to you alone')
    : ill('files', `others can read ${open.join(', ')}: chmod 600 closes them`);
}

async function isOpenToOthers(file: string): Promise<boolean> {
  const found = await lstat(file).catch(() => null);
  return process.platform !== 'win32' && found?.isFile() === true && (found.mode & 0o077) !== 0;
}

/** The settings too, where they are valid. */
export async function checkConfig(home: Home): Promise<{ finding: Finding; settings: Settings | null }> {
  try {
    const parsed = parseSettings(await readFile(home.config, 'utf8'), home.config, homedir());
    if ('settings' in parsed) return { finding: well('config', `${home.config} is valid`), settings: parsed.settings };
    const [first] = parsed.faults;
    const more = parsed.faults.length > 1 ? ` and ${parsed.faults.length - 1} more: "patchbay validate" lists all` : '';
    return { finding: ill('config', `${first === undefined ? home.config : formatFault(first)}${more}`), settings: null };
  } catch (error) {
    const detail = isMissing(error) ? `${home.config} is missing: "patchbay start" makes a fresh one` : reasonOf(error);
    return { finding: ill('config', detail), settings: null };
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
