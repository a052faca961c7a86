import { reasonOf } from '../lib/thrown.ts';
import type { BuiltinServerSettings, ServerSettings } from '../settings/settings.ts';
import type { Channel } from '../wire/channel.ts';
import { builtInServer } from './built-in-server.ts';
import { type AccessTo, openRemoteServer } from './http/remote-server.ts';
import { type ReadSecret, withSecrets } from './launch-settings.ts';
import { type LaunchedServer, StartFailure } from './launched-server.ts';
import { type ProcessSurroundings, ServerProcess } from './server-process.ts';

export interface LaunchSurroundings extends ProcessSurroundings {
  openBuiltin(name: string, settings: BuiltinServerSettings): Channel;
  readonly readSecret: ReadSecret;
  readonly accessTo: AccessTo;
}

/** Starts a server, whatever its kind, and gives it its secrets: it may not be ready yet. Throws `StartFailure`. */
export async function launchServer(name: string, settings: ServerSettings, surroundings: LaunchSurroundings): Promise<LaunchedServer> {
  try {
    const launch = await withSecrets(name, settings, surroundings.readSecret);
    if (launch.kind === 'builtin') return builtInServer(surroundings.openBuiltin(name, launch));
    if (launch.kind === 'http') return openRemoteServer(name, launch, surroundings.log, surroundings.accessTo);
    return await ServerProcess.launch(name, launch, surroundings);
  } catch (error) {
    if (error instanceof StartFailure) throw error;
    throw new StartFailure(`The server “${name}” could not be started: ${reasonOf(error)}`, false, { cause: error });
  }
}
