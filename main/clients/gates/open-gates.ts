import type { AppGate } from '../../../contract/known-apps.ts';
import { fieldsOf } from '../../lib/json-record.ts';
import { entryName } from '../entry-for.ts';
import type { Client } from '../known/client.ts';
import { pathsOf } from '../paths.ts';
import { isSwitchedOff } from '../servers-in.ts';
import { claudeCodePolicy, claudeCodeProjectApproval } from './claude-code.ts';
import { type Gate, type GateFacts, settingsAt } from './gate.ts';
import { geminiFolderTrust, settingsAllowList } from './gemini.ts';

type GateInData = Client['gates'][number];

/** Everything that keeps a correct entry from being used, each looked up in the app's own files. */
export async function closedGates(facts: GateFacts): Promise<AppGate[]> {
  const asked = facts.client.gates.filter(({ scope }) => scope === 'any' || scope === facts.file.scope);
  const closed = await Promise.all(
    asked.map(async (gate) => (gate.gate === 'asks-first' ? asksFirst(gate, facts) : gates[gate.gate](facts))),
  );
  return closed.filter((gate) => gate !== null);
}

const switchedOff: Gate = ({ entry, client, file }) =>
  isSwitchedOff(entry)
    ? {
        reason: `Patchbay is switched off in ${client.label}.`,
        where: `Switch patchbay on among the MCP servers of ${client.label}, or in ${file.path}.`,
      }
    : null;

const codexProjectTrust: Gate = async (facts) => {
  const settings = fieldsOf(await settingsAt('${CODEX_HOME:-~/.codex}/config.toml', facts));
  const system = pathsOf(facts.machine);
  const isTrusted = Object.entries(fieldsOf(settings['projects'])).some(
    ([path, project]) => fieldsOf(project)['trust_level'] === 'trusted' && !system.relative(path, facts.project ?? '').startsWith('..'),
  );
  if (isTrusted) return null;
  return {
    reason: 'Codex reads the file of a project only in a folder that you trust.',
    where: 'Start codex in that folder and say that you trust it.',
  };
};

/** The profile in use can leave out servers that it doesn't name. The one that Zed begins with takes them all. */
const zedAgentProfile: Gate = ({ document }) => {
  const agent = fieldsOf(fieldsOf(document)['agent']);
  const name = typeof agent['default_profile'] === 'string' ? agent['default_profile'] : 'write';
  const profile = fieldsOf(fieldsOf(agent['profiles'])[name]);
  const all = profile['enable_all_context_servers'] ?? name === 'write';
  const own = fieldsOf(fieldsOf(fieldsOf(profile['context_servers'])[entryName])['tools']);
  if (all === true || Object.values(own).includes(true)) return null;
  return {
    reason: `The agent profile "${name}" of Zed uses none of Patchbay's tools.`,
    where: "In Zed's agent panel, open the profile menu, choose Configure, and switch the tools of patchbay on.",
  };
};

/** OpenCode's `tools`: the last pattern that fits decides. */
const toolsMap: Gate = ({ document, client, file }) => {
  const rules = Object.entries(fieldsOf(fieldsOf(document)['tools'])).filter(([pattern]) => fits(pattern, `${entryName}_call_tool`));
  const [pattern, value] = rules.at(-1) ?? [];
  if (value !== false) return null;
  return {
    reason: `${client.label} leaves Patchbay's tools out because of "${pattern}" under tools.`,
    where: `Open ${file.path} and take "${pattern}" out of tools.`,
  };
};

const gates: Readonly<Record<Exclude<GateInData['gate'], 'asks-first'>, Gate>> = {
  'entry-switched-off': switchedOff,
  'gemini-folder-trust': geminiFolderTrust,
  'settings-allow-list': settingsAllowList,
  'claude-code-policy': claudeCodePolicy,
  'claude-code-project-approval': claudeCodeProjectApproval,
  'codex-project-trust': codexProjectTrust,
  'zed-agent-profile': zedAgentProfile,
  'tools-map': toolsMap,
};

/** No file tells whether it asked: it did once it has come. */
function asksFirst({ reason = '', where = '' }: GateInData, { hasCome }: GateFacts): AppGate | null {
  return hasCome ? null : { reason, where };
}

function fits(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}$`).test(name);
}
