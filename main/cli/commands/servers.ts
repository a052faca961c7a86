import { NamedError } from '../../../contract/errors.ts';
import type { Server } from '../../../contract/models.ts';
import { exitCodes } from '../exit-code.ts';
import { asOwner, type Command } from '../invocation.ts';
import { describeServers } from './status.ts';

export const listServers: Command = async (invocation) => {
  const servers = await asOwner(invocation, (client) => client.call('servers.list', {}));
  invocation.output.result(servers, () => describeServers(servers));
  return exitCodes.done;
};

export interface NewServer {
  readonly name: string;
  readonly command: readonly string[];
  /** `NAME=value` each. */
  readonly env: readonly string[];
  /** `NAME=secret` each. */
  readonly envSecret: readonly string[];
  readonly cwd?: string;
  readonly url?: string;
  /** `Name: value` each. */
  readonly header: readonly string[];
}

export function addServer({ name, command: [command, ...args], env, envSecret, cwd, url, header }: NewServer): Command {
  return async (invocation) => {
    if ((command === undefined) === (url === undefined))
      throw new NamedError('invalid_input', 'Say what to run, after --, or give --url ADDRESS: one of the two.');
    const input = {
      name,
      args,
      env: Object.fromEntries([
        ...env.map(readVariable),
        ...envSecret.map(readVariable).map(([key, secret]) => [key, { secret }] as const),
      ]),
      ...(command !== undefined && { command }),
      ...(cwd !== undefined && { cwd }),
      ...(url !== undefined && { url }),
      ...(header.length > 0 && { headers: Object.fromEntries(header.map(readHeader)) }),
    };
    const server = await asOwner(invocation, (client) => client.call('servers.add', input));
    invocation.output.result(server, () => [`Added ${server.name}: ${server.command}`, ...describeServers([server])]);
    return exitCodes.done;
  };
}

export function removeServer(name: string): Command {
  return async (invocation) => {
    await asOwner(invocation, (client) => client.call('servers.remove', { name }));
    invocation.output.result({ removed: name }, () => [`Removed ${name}.`]);
    return exitCodes.done;
  };
}

export function startServer(name: string): Command {
  return changeServer(name, 'servers.start');
}

export function stopServer(name: string): Command {
  return changeServer(name, 'servers.stop');
}

export function showServerLog(name: string, lines: number): Command {
  return async (invocation) => {
    const log = await asOwner(invocation, (client) => client.call('servers.log', { name, lines }));
    invocation.output.result(log, () => (log.length === 0 ? [`${name} has written nothing to its log.`] : log));
    return exitCodes.done;
  };
}

function changeServer(name: string, method: 'servers.start' | 'servers.stop'): Command {
  return async (invocation) => {
    const server: Server = await asOwner(invocation, (client) => client.call(method, { name }));
    invocation.output.result(server, () => describeServers([server]));
    return exitCodes.done;
  };
}

function readVariable(text: string): [string, string] {
  const end = text.indexOf('=');
  if (end < 1) throw new NamedError('invalid_input', `"${text}" is not a variable: write --env NAME=value.`);
  return [text.slice(0, end), text.slice(end + 1)];
}

function readHeader(text: string): [string, string] {
  const end = text.indexOf(':');
  if (end < 1) throw new NamedError('invalid_input', `"${text}" is not a header: write --header "Name: value".`);
  return [text.slice(0, end).trim(), text.slice(end + 1).trim()];
}
