import { join } from 'node:path';
import envPaths from 'env-paths';

/** Where everything of one Patchbay lies (contracts.md, "Files"). Folders are 0700, files 0600. */
export interface Home {
  readonly folder: string;
  readonly config: string;
  readonly database: string;
  /** One file per app with its key, `<app>.key`, and `owner.key` for the command line. */
  readonly keys: string;
  readonly run: string;
  readonly socket: string;
  readonly lock: string;
  readonly endpoint: string;
  readonly logs: string;
  readonly serverLogs: string;
  /** Working folders of servers that name none. */
  readonly work: string;
}

/** The home named by the caller, else `PATCHBAY_HOME`, else the platform's own place. */
export function homeFolder(given: string | undefined, environment: NodeJS.ProcessEnv): string {
  return given ?? environment['PATCHBAY_HOME'] ?? envPaths('Patchbay', { suffix: '' }).data;
}

export function homeAt(folder: string): Home {
  const run = join(folder, 'run');
  const logs = join(folder, 'logs');
  return {
    folder,
    config: join(folder, 'config.yaml'),
    database: join(folder, 'patchbay.db'),
    keys: join(folder, 'keys'),
    run,
    socket: socketPath(folder, run),
    lock: join(run, 'lock'),
    endpoint: join(run, 'endpoint.json'),
    logs,
    serverLogs: join(logs, 'servers'),
    work: join(folder, 'work'),
  };
}
