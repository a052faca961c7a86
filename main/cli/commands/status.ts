import type { Server, Session, Status } from '../../../contract/models.ts';
import { exitCodes } from '../exit-code.ts';
import { asOwner, type Command } from '../invocation.ts';
import { localTime, table } from '../output.ts';

export const status: Command = async (invocation) => {
  const found = await asOwner(invocation, (client) => client.call('status.get', {}));
  invocation.output.result(found, () => describeStatus(found));
  return exitCodes.done;
};

function describeStatus(found: Status): string[] {
  const { known, shown, saved } = found.tokens;
  return [
    `Patchbay ${found.version} is ${found.state} (${found.mode}, process ${found.pid}, since ${localTime(found.startedAt)})`,
    `Home      ${found.home}`,
    `Socket    ${found.socket}`,
    ...[found.endpoint.url, found.endpoint.fault].flatMap((told) => (told === null ? [] : [`Endpoint  ${told}`])),
    `Waiting   ${found.pendingApprovals === 0 ? 'nothing waits for an answer' : `${found.pendingApprovals} for an answer: see "patchbay approvals"`}`,
    `Tokens    ${shown} shown of ${known} known: ${saved} saved`,
    ...found.settingsFaults.map((fault) => `Fault     ${fault}`),
    '',
    ...describeServers(found.servers),
    '',
    ...describeSessions(found.sessions),
  ];
}

export function describeServers(servers: readonly Server[]): string[] {
  if (servers.length === 0)
    return ['No servers yet: add one with "patchbay servers add NAME -- COMMAND ARGS…" or "patchbay servers add NAME --url ADDRESS".'];
  const rows = servers.map(({ name, state, pid, tools, lastError, command }) => [
    name,
    state,
    pid?.toString() ?? '-',
    String(tools),
    lastError ?? command,
  ]);
  return table(['SERVER', 'STATE', 'PID', 'TOOLS', 'LAST ERROR, OR WHAT RUNS'], rows);
}

function describeSessions(sessions: readonly Session[]): string[] {
  if (sessions.length === 0) return ['No app is connected: "patchbay connect APP" prints what to paste into one.'];
  const rows = sessions.map(({ app, clientInfo, since, calls, exposure, toolsShown }) => [
    app,
    clientInfo === null ? '-' : `${clientInfo.name} ${clientInfo.version}`,
    localTime(since),
    String(calls),
    exposure,
    String(toolsShown),
  ]);
  return table(['APP', 'CALLS ITSELF', 'SINCE', 'CALLS', 'EXPOSURE', 'TOOLS'], rows);
}
