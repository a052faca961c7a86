import { fieldsOf } from '../../lib/json-record.ts';
import { entryName } from '../entry-for.ts';
import { pathsOf } from '../paths.ts';
import { type Gate, type GateFacts, settingsAt } from './gate.ts';

const userSettings = '${GEMINI_CLI_HOME:-~}/.gemini/settings.json';
const trustFile = '${GEMINI_CLI_TRUSTED_FOLDERS_PATH:-${GEMINI_CLI_HOME:-~}/.gemini/trustedFolders.json}';

/** In a folder that isn't trusted, Gemini CLI starts not even the servers of the person's own settings. */
export const geminiFolderTrust: Gate = async (facts) => {
  if (facts.machine.environment['GEMINI_CLI_TRUST_WORKSPACE'] === 'true') return null;
  const security = fieldsOf(fieldsOf(await settingsAt(userSettings, facts))['security']);
  if (fieldsOf(security['folderTrust'])['enabled'] === false) return null;
  const trusted = fieldsOf(await settingsAt(trustFile, facts));
  if (isTrusted(trusted, facts)) return null;
  const which =
    facts.project === null ? 'a folder that you do not trust, and you trust none yet' : 'this folder, because you do not trust it yet';
  return {
    reason: `Gemini CLI starts no MCP server in ${which}.`,
    where: 'Start gemini in the folder in which you work and choose "Trust folder"; if it doesn\'t ask, type /permissions there.',
  };
};

/** `mcp.allowed` without Patchbay, `mcp.excluded` with it, or switched off by `gemini mcp disable`. */
export const settingsAllowList: Gate = async (facts) => {
  const { allowed, excluded } = fieldsOf(fieldsOf(facts.document)['mcp']);
  const { label } = facts.client;
  const where = `Open ${facts.file.path}`;
  if (Array.isArray(excluded) && excluded.includes(entryName)) {
    return {
      reason: `${label} leaves Patchbay out because of mcp.excluded in its settings.`,
      where: `${where} and take patchbay out of mcp.excluded.`,
    };
  }
  if (Array.isArray(allowed) && !allowed.includes(entryName)) {
    return {
      reason: `${label} takes only the servers of mcp.allowed in its settings.`,
      where: `${where} and put patchbay into mcp.allowed.`,
    };
  }
  return facts.client.id === 'gemini-cli' ? switchedOff(facts) : null;
};

async function switchedOff(facts: GateFacts): Promise<Awaited<ReturnType<Gate>>> {
  const switches = fieldsOf(await settingsAt('${GEMINI_CLI_HOME:-~}/.gemini/mcp-server-enablement.json', facts));
  if (fieldsOf(switches[entryName])['enabled'] !== false) return null;
  return { reason: 'Patchbay is switched off in Gemini CLI.', where: 'Run: gemini mcp enable patchbay.' };
}

/** Without a project: whether any folder is trusted. */
function isTrusted(trusted: Readonly<Record<string, unknown>>, { project, machine }: GateFacts): boolean {
  const system = pathsOf(machine);
  const folders = Object.entries(trusted).flatMap(([path, word]) => {
    if (word === 'TRUST_FOLDER') return [path];
    return word === 'TRUST_PARENT' ? [system.dirname(path)] : [];
  });
  if (project === null) return folders.length > 0;
  return folders.some((folder) => !system.relative(folder, project).startsWith('..') && trusted[project] !== 'DO_NOT_TRUST');
}
