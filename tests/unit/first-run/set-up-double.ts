import type { ImportCandidate } from '../../../contract/imports.ts';
import type { KnownApp } from '../../../contract/known-apps.ts';
import type { Server } from '../../../contract/models.ts';
import { NamedError } from '../../../contract/errors.ts';
import { FirstRun } from '../../../main/first-run/first-run.ts';
import type { SetUpActions } from '../../../main/first-run/set-up-actions.ts';
import type { SetUpStore } from '../../../main/first-run/set-up-record.ts';
import { aCandidate, aKnownApp } from '../../renderer/example-apps.ts';
import { aServer } from '../../renderer/example-values.ts';

/** A computer in memory: apps with their files, servers, and a vault. Each method does what the contract says, and no more. */
export class Computer {
  apps: KnownApp[] = [];
  found: ImportCandidate[] = [];
  /** Of the file in which servers are found. */
  fault: string | null = null;
  servers: Server[] = [aServer('memory', { kind: 'builtin' })];
  secrets = new Map<string, string[]>();
  /** When a secret was changed, if ever. */
  readonly changed = new Map<string, string>();
  /** Since when each app is wired. */
  readonly wirings = new Map<string, string>();
  readonly did: string[] = [];
  readonly stored = new Map<string, string>();
  /** Methods that fail, by name and what they are given first. */
  readonly failing = new Map<string, Error>();

  readonly store: SetUpStore = { get: (key) => this.stored.get(key) ?? null, set: (key, value) => void this.stored.set(key, value) };

  readonly actions: SetUpActions = {
    'apps.list': () => [{ name: 'cli', profile: 'default', connectedSessions: 0, lastSeenAt: null }],
    'apps.known': () => this.apps,
    'apps.plan': ({ app, action, takeOver }) => {
      this.#fail(`plan ${app}`);
      const changes = [{ path: `/home/ada/.${app}/mcp.json`, diff: '', lost: [] }];
      return { id: [action, app, ...takeOver].join(' '), app, action, changes, takesOver: takeOver, warnings: [] };
    },
    'apps.apply': ({ plan }) => {
      const [action = '', app = ''] = plan.split(' ');
      this.#fail(`${action} ${app}`);
      this.did.push(plan);
      return this.#wire(app, action === 'wire');
    },
    'imports.find': () => [{ id: 'one', label: 'Cursor', path: '/x', app: 'cursor', fault: this.fault, candidates: this.#candidates() }],
    'imports.fromDirectory': ({ entry }) => aCandidate(entry, { kind: 'builtin' }),
    'imports.take': ({ servers }) => {
      for (const { name } of servers) {
        const failure = this.failing.get(`take ${name}`);
        if (failure !== undefined) return { added: [], failed: [{ name, message: failure.message }] };
        this.servers.push(aServer(name, { kind: name === 'memory' ? 'builtin' : 'stdio' }));
        for (const secret of this.found.find((each) => each.name === name)?.secrets ?? []) this.secrets.set(secret.name, [name]);
        this.did.push(`take ${name}`);
      }
      return { added: [], failed: [] };
    },
    'servers.list': () => this.servers,
    'servers.remove': ({ name }) => {
      this.#fail(`remove ${name}`);
      this.servers = this.servers.filter((server) => server.name !== name);
      for (const [secret, users] of this.secrets)
        this.secrets.set(
          secret,
          users.filter((user) => user !== name),
        );
      return {};
    },
    'servers.test': ({ name }) => {
      const failure = this.failing.get(`test ${name}`);
      const outcome =
        failure === undefined
          ? { ok: true, message: `${name} answered list.`, answer: '[]' }
          : { ok: false, message: failure.message, answer: null };
      return { ...outcome, tool: 'list', durationMs: 12 };
    },
    'secrets.list': () =>
      [...this.secrets].map(([name, usedBy]) => ({ name, usedBy, missing: false, changedAt: this.changed.get(name) ?? 'then' })),
    'secrets.remove': ({ name }) => {
      this.secrets.delete(name);
      return {};
    },
  };

  /** A Patchbay that starts on this computer. */
  start(): FirstRun {
    const wiredSince = (app: string) => Promise.resolve(this.wirings.get(app) ?? null);
    return new FirstRun({ actions: this.actions, store: this.store, wiredSince, report: () => undefined });
  }

  fail(what: string, sentence = `${what} failed.`): void {
    this.failing.set(what, new NamedError('internal', sentence));
  }

  #fail(what: string): void {
    const failure = this.failing.get(what);
    if (failure !== undefined) throw failure;
  }

  #candidates(): ImportCandidate[] {
    return this.found.map((each) => ({ ...each, duplicateOf: this.servers.some(({ name }) => name === each.name) ? each.name : null }));
  }

  #wire(id: string, wired: boolean): KnownApp {
    const before = this.apps.find((app) => app.id === id);
    if (before === undefined) throw new NamedError('not_found', `no ${id}`);
    const after = {
      ...before,
      state: wired ? ('wired' as const) : ('installed' as const),
      files: before.files.map((file) => ({ ...file, wired })),
    };
    this.apps = this.apps.map((app) => (app.id === id ? after : app));
    if (wired) this.wirings.set(id, `the ${this.did.length}th`);
    else this.wirings.delete(id);
    return after;
  }
}

/** Two apps, and in the first one's file two servers, one with a secret. */
export function twoApps(): Computer {
  const computer = new Computer();
  computer.apps = [aKnownApp('cursor', 'Cursor'), aKnownApp('zed', 'Zed')];
  computer.found = [
    aCandidate('github', { app: 'cursor', source: 'Cursor', secrets: [{ place: 'the variable TOKEN', name: 'github-token' }] }),
    aCandidate('notes', { app: 'cursor', source: 'Cursor' }),
  ];
  return computer;
}

export const everything = { apps: ['cursor', 'zed'], servers: ['found-github', 'found-notes'], moveOut: false };
