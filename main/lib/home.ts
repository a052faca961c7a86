import { createHash, randomBytes } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { homedir, tmpdir, userInfo } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import envPaths from 'env-paths';
import { NamedError } from '../../contract/errors.ts';
import { makePrivateFolder, verifyPrivateFolder } from './private-folder.ts';

/** Where everything of one Patchbay lies (contracts.md, "Files"). Folders are 0700, files 0600. */
export interface Home {
  readonly folder: string;
  readonly config: string;
  readonly database: string;
  /** One file per app with its key, `<app>.key`, and `owner.key` for the command line. */
  readonly keys: string;
  /** The key that chains and seals the audit log. */
  readonly auditKey: string;
  /** The encrypted secrets. */
  readonly vault: string;
  /** Their key, where there is no keychain. */
  readonly vaultKey: string;
  readonly run: string;
  /** Where a broker listens. On Windows a new random pipe each time: there `endpoint.json` tells the one in use. */
  readonly socket: string;
  /** A folder; see `InstanceLock`. */
  readonly lock: string;
  readonly endpoint: string;
  readonly logs: string;
  readonly serverLogs: string;
  /** Working folders of servers that name none. */
  readonly work: string;
}

/** Bytes of `sun_path` on macOS, without the closing zero; Linux allows four more. */
const longestSocketPath = 103;

/** The home named by the caller, else `PATCHBAY_HOME`, else the platform's own place. Absolute, and one spelling for one folder. */
export function homeFolder(given: string | undefined, environment: NodeJS.ProcessEnv): string {
  return realFolder(resolve(given ?? environment['PATCHBAY_HOME'] ?? envPaths('Patchbay', { suffix: '' }).data));
}

/** Whether a program that knows nothing of this process's environment finds this home by itself. */
export function isFoundWithoutHelp(folder: string): boolean {
  if (process.env['XDG_DATA_HOME'] !== undefined || folder !== homeFolder(undefined, {})) return false;
  try {
    return userInfo().homedir === homedir();
  } catch {
    // A user that the system doesn't know has no home of its own.
    return false;
  }
}

export function homeAt(folder: string): Home {
  const run = join(folder, 'run');
  const logs = join(folder, 'logs');
  return {
    folder,
    config: join(folder, 'config.yaml'),
    database: join(folder, 'patchbay.db'),
    keys: join(folder, 'keys'),
    auditKey: join(folder, 'audit.key'),
    vault: join(folder, 'vault'),
    vaultKey: join(folder, 'vault.key'),
    run,
    socket: socketPath(folder, run),
    lock: join(run, 'lock'),
    endpoint: join(run, 'endpoint.json'),
    logs,
    serverLogs: join(logs, 'servers'),
    work: join(folder, 'work'),
  };
}

export function keyFile(home: Home, app: string): string {
  return join(home.keys, `${app}.key`);
}

/**
 * Makes the folders that are missing, and closes those that others could enter. Refuses with `forbidden` where one of them isn't ours,
 * with `invalid_input` where the home would be a folder that is open to others and used for something else.
 */
export async function createHome(home: Home): Promise<void> {
  await refuseForeignFolder(home);
  for (const folder of [home.folder, home.keys, home.run, home.logs, home.serverLogs, home.work]) await makePrivateFolder(folder);
  await createSocketFolder(home);
}

/** `--home /tmp` must not lock everybody else out of it. */
async function refuseForeignFolder({ folder, config, keys, logs }: Home): Promise<void> {
  const found = await stat(folder).catch(() => null);
  if (found === null || (found.mode & 0o077) === 0 || process.platform === 'win32') return;
  // The desktop's shell has its log and its window's data there by now.
  const ownBefore = new Set([basename(logs), 'window']);
  const names = (await readdir(folder)).filter((name) => !ownBefore.has(name));
  if (names.length === 0 || names.includes(basename(config)) || names.includes(basename(keys))) return;
  throw new NamedError(
    'invalid_input',
    `${folder} already holds other things: name a folder of Patchbay's own with --home or PATCHBAY_HOME.`,
    { folder },
  );
}

/** A folder below the shared temporary one is never mended: somebody else may have put something into it. */
async function createSocketFolder(home: Home): Promise<void> {
  const folder = dirname(home.socket);
  if (process.platform === 'win32' || folder === home.run) return;
  await mkdir(folder, { mode: 0o700, recursive: true });
  await verifyPrivateFolder(folder);
}

function socketPath(folder: string, run: string): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\patchbay-${randomBytes(16).toString('hex')}`;
  const inHome = join(run, 'patchbay.sock');
  if (Buffer.byteLength(inHome) <= longestSocketPath) return inHome;
  const hash = createHash('sha256').update(folder).digest('hex').slice(0, 12);
  return join(tmpdir(), `patchbay-${hash}`, 'patchbay.sock');
}

/** Follows links, also where the last parts of the path don't exist yet. */
function realFolder(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    // It isn't there yet: what exists above it counts.
    const parent = dirname(folder);
    return parent === folder ? folder : join(realFolder(parent), basename(folder));
  }
}
