import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import type { Settings, StdioServerSettings } from '../../settings/settings.ts';
import { type Finding, ill, well } from './finding.ts';

/** Whether what each server would run is there. Nothing is run. */
export function checkServerCommands(settings: Settings, environment: NodeJS.ProcessEnv): Finding[] {
  return [...settings.servers].flatMap(([name, server]) =>
    server.kind === 'stdio' && server.mode !== 'disabled' ? [checkCommand(name, server, environment)] : [],
  );
}

function checkCommand(name: string, { command, env, cwd }: StdioServerSettings, environment: NodeJS.ProcessEnv): Finding {
  const subject = `server ${name}`;
  if (cwd !== null && !isFolder(cwd)) return ill(subject, `its folder ${cwd} is missing: make it, or change cwd in config.yaml`);
  const path = typeof env['PATH'] === 'string' ? env['PATH'] : environment['PATH'];
  const found = findProgram(command, path ?? '', cwd ?? process.cwd());
  return found === null
    ? ill(subject, `${command} can't be found or run: install it, or change command in config.yaml`)
    : well(subject, found);
}

function findProgram(command: string, path: string, cwd: string): string | null {
  const isPath = isAbsolute(command) || command.includes('/') || command.includes('\\');
  const candidates = isPath ? [resolve(cwd, command)] : path.split(delimiter).map((folder) => join(folder, command));
  return candidates.flatMap((candidate) => endings().map((ending) => `${candidate}${ending}`)).find(isProgram) ?? null;
}

function endings(): string[] {
  return process.platform === 'win32' ? ['', '.exe', '.cmd', '.bat'] : [''];
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    // It isn't there, or isn't ours to run.
    return false;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
