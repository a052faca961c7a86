import { isDeepStrictEqual } from 'node:util';
import { fieldsOf } from '../../lib/json-record.ts';
import { entryName } from '../entry-for.ts';
import { wayOf } from '../servers-in.ts';
import { type Gate, type GateFacts, settingsAt } from './gate.ts';

const userSettings = '${CLAUDE_CONFIG_DIR:-~/.claude}/settings.json';
const ownFile = '${CLAUDE_CONFIG_DIR:-~}/.claude.json';

/** Settings of an organisation, by system. */
const managed = {
  linux: '/etc/claude-code/managed-settings.json',
  macos: '/Library/Application Support/ClaudeCode/managed-settings.json',
  windows: '%PROGRAMFILES%/ClaudeCode/managed-settings.json',
};

/** A list of denied servers with Patchbay on it, or one of allowed servers without it, makes the entry vanish without a word. */
export const claudeCodePolicy: Gate = async (facts) => {
  for (const template of [userSettings, managed[facts.machine.system]]) {
    const settings = fieldsOf(await settingsAt(template, facts));
    const named = deniedOrLeftOut(settings, facts);
    if (named === null) continue;
    const file = template === userSettings ? 'your settings (~/.claude/settings.json)' : 'the settings of your organisation';
    return { reason: `Claude Code hides Patchbay because of ${named} in ${file}.`, where: whereOf(named, template === userSettings) };
  }
  return null;
};

/** Servers of a project wait for the person's yes. */
export const claudeCodeProjectApproval: Gate = async (facts) => {
  const settings = fieldsOf(await settingsAt(userSettings, facts));
  const own = fieldsOf(fieldsOf(fieldsOf(await settingsAt(ownFile, facts))['projects'])[facts.project ?? '']);
  if ([settings, own].some(({ disabledMcpjsonServers }) => lists(disabledMcpjsonServers, entryName))) {
    return {
      reason: 'You told Claude Code not to use Patchbay in this project.',
      where: 'In the project, run "claude mcp reset-project-choices", then start claude and say yes to patchbay.',
    };
  }
  const approved = [settings, own].some(
    ({ enabledMcpjsonServers, enableAllProjectMcpServers }) =>
      enableAllProjectMcpServers === true || lists(enabledMcpjsonServers, entryName),
  );
  if (approved || facts.hasCome) return null;
  return {
    reason: 'Claude Code uses servers of a project only once you approved them.',
    where: 'Start claude in the project and say yes to patchbay.',
  };
};

function deniedOrLeftOut(
  { deniedMcpServers, allowedMcpServers }: Readonly<Record<string, unknown>>,
  facts: GateFacts,
): 'deniedMcpServers' | 'allowedMcpServers' | null {
  if (Array.isArray(deniedMcpServers) && deniedMcpServers.some((rule) => names(rule, facts) || runs(rule, facts)))
    return 'deniedMcpServers';
  if (!Array.isArray(allowedMcpServers)) return null;
  const byCommand = allowedMcpServers.some((rule) => fieldsOf(rule)['serverCommand'] !== undefined);
  const isAllowed = allowedMcpServers.some((rule) => (byCommand ? runs(rule, facts) : names(rule, facts)));
  return isAllowed ? null : 'allowedMcpServers';
}

function names(rule: unknown, _facts: GateFacts): boolean {
  return fieldsOf(rule)['serverName'] === entryName;
}

function runs(rule: unknown, { entry, client }: GateFacts): boolean {
  const way = wayOf(entry, client);
  return way?.kind === 'stdio' && isDeepStrictEqual(fieldsOf(rule)['serverCommand'], [way.command, ...way.args]);
}

function whereOf(named: string, isOwn: boolean): string {
  if (!isOwn) return 'Ask your administrator to allow the server "patchbay".';
  const change = named === 'deniedMcpServers' ? 'take it out of' : 'put { "serverName": "patchbay" } into';
  return `Open ~/.claude/settings.json and ${change} ${named}.`;
}

function lists(value: unknown, name: string): boolean {
  return Array.isArray(value) && value.includes(name);
}
