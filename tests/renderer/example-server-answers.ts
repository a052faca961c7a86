import { NamedError } from '../../contract/errors.ts';
import type { Server } from '../../contract/models.ts';
import type { SignIn } from '../../contract/sign-ins.ts';
import type { Secret, VaultStatus } from '../../contract/vault.ts';
import type { Answers, ContractDouble } from './contract-double.ts';
import { aCandidate } from './example-apps.ts';
import { aSecret, aSignIn, aVault, directory, githubCandidate, pasted, signedOut } from './example-servers.ts';

export interface ServersState {
  vault: VaultStatus;
  secrets: Secret[];
  signIns: SignIn[];
}

type Tell = (change: (double: ContractDouble) => void) => void;

/** Finds servers, adds and tries them in memory. */
export function serverAnswers(become: (name: string, known: Partial<Server>) => Server) {
  return {
    'directory.search': ({ search }) => directory.filter(({ title }) => title.toLowerCase().includes(search.toLowerCase())),
    'imports.fromDirectory': () => githubCandidate,
    'imports.read': ({ text }) => {
      if (text.includes('{'))
        return text.includes('}') ? [...pasted] : fault('Line 2, column 14: a comma or } is missing.', { line: 2, column: 14 });
      return [aCandidate('notes', { id: `read-${text}`, title: 'notes', command: text, source: 'pasted text', app: null })];
    },
    'imports.bundle': ({ name }) => {
      if (!name.endsWith('.mcpb')) return fault('This zip file is no MCPB bundle: it has no manifest.json.');
      return aCandidate('weather', {
        title: 'Weather',
        summary: 'Tells the weather of the next days.',
        command: 'node /home/ada/.config/patchbay/bundles/weather-1.0.0/server.js',
        warnings: ['It isn’t signed: nothing says who made it.'],
        source: `the bundle ${name}`,
        app: null,
      });
    },
    'imports.take': ({ servers }) => {
      const cannot = servers.filter(({ name }) => name.startsWith('slack'));
      return {
        added: servers.filter((server) => !cannot.includes(server)).map(({ name }) => become(name, { tools: 3 })),
        failed: cannot.map(({ name }) => ({ name, message: 'The vault is locked: unlock it in Settings, then add it again.' })),
      };
    },
    'servers.test': ({ name }) => ({
      ok: true,
      message: `${name} answered get_me.`,
      tool: 'get_me',
      answer: '{\n  "login": "ada",\n  "name": "Ada Lovelace"\n}',
      durationMs: 412,
    }),
  } satisfies Partial<Answers>;
}

function fault(message: string, data: Readonly<Record<string, unknown>> = {}): never {
  throw new NamedError('invalid_input', message, data);
}

/** A vault, its secrets and the sign-ins in memory; says what changed, as the core does. */
export function safekeepingAnswers(state: ServersState, tell: Tell) {
  const moveVault = (known: Partial<VaultStatus>) => {
    state.vault = { ...state.vault, ...known };
    tell((double) => double.emit('vault.changed', state.vault));
    return state.vault;
  };
  const moveSignIn = (server: string, known: Partial<SignIn>) => {
    const after = aSignIn(server, known);
    state.signIns = state.signIns.map((each) => (each.server === server ? after : each));
    tell((double) => double.emit('signIns.changed', state.signIns));
    return after;
  };
  const replace = (name: string, secrets: readonly Secret[]) => {
    state.secrets = [...state.secrets.filter((secret) => secret.name !== name), ...secrets];
    moveVault({ secrets: state.secrets.length });
    return {};
  };
  const usersOf = (name: string) => state.secrets.find((secret) => secret.name === name)?.usedBy ?? [];
  return {
    'vault.status': () => state.vault,
    'vault.unlock': () => moveVault(aVault()),
    'vault.startOver': () => {
      state.secrets = state.secrets.filter(({ usedBy }) => usedBy.length > 0).map((lost) => ({ ...lost, missing: true, changedAt: null }));
      return { vault: moveVault(aVault({ secrets: 0 })), kept: '/home/ada/.config/patchbay/vault.old-2026-11-21T19-30-05-123Z' };
    },
    'secrets.list': () => state.secrets,
    'secrets.set': ({ name }) => replace(name, [aSecret(name, { usedBy: usersOf(name) })]),
    'secrets.remove': ({ name }) => {
      const usedBy = usersOf(name);
      return replace(name, usedBy.length === 0 ? [] : [aSecret(name, { usedBy, missing: true, changedAt: null })]);
    },
    'signIns.list': () => state.signIns,
    'signIns.start': ({ server }) =>
      moveSignIn(server, {
        ...signedOut,
        state: 'waiting-for-browser',
        message: 'Open the address in a browser on this computer: the answer comes back to it, so a browser elsewhere can’t bring it.',
        issuer: 'https://accounts.example',
        address: `https://accounts.example/authorize?client_id=patchbay&code_challenge=${'a1B2'.repeat(12)}&state=${'x9'.repeat(20)}`,
      }),
    'signIns.cancel': ({ server }) => moveSignIn(server, signedOut),
    'signIns.end': ({ server }) => moveSignIn(server, signedOut),
  } satisfies Partial<Answers>;
}
