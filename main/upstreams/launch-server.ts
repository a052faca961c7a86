import { reasonOf } from '../lib/thrown.ts';
import type { BuiltinServerSettings, ServerSettings } from '../settings/settings.ts';
import type { Channel } from '../wire/channel.ts';
import { builtInServer } from './built-in-server.ts';
import { openRemoteServer } from './http/remote-server.ts';
import { type LaunchedServer, StartFailure } from './launched-server.ts';
import { type ProcessSurroundings, ServerProcess } from './server-process.ts';

export interface LaunchSurroundings extends ProcessSurroundings {
  openBuiltin(name: string, settings: BuiltinServerSettings): Channel;
}

/** Starts a server, whatever its kind: it may not be ready yet. Throws `StartFailure`. */
export async function launchServer(name: string, settings: ServerSettings, surroundings: LaunchSurroundings): Promise<LaunchedServer> {
  try {
    if (settings.kind === 'builtin') return builtInServer(surroundings.openBuiltin(name, settings));
    if (settings.kind === 'http') return openRemoteServer(name, settings, surroundings.log);
    return await ServerProcess.launch(name, settings, surroundings);
  } catch (error) {
    if (error instanceof StartFailure) throw error;
    throw new StartFailure(`The server “${name}” could not be started: ${reasonOf(error)}`, false, { cause: error });
  }
}
