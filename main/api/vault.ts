import { NamedError } from '../../contract/errors.ts';
import type { Secret } from '../../contract/vault.ts';
import { secretsNamedBy } from '../settings/references.ts';
import type { SettingsFile } from '../settings/settings-file.ts';
import { isNamedByPeople, type Vault } from '../vault/vault.ts';
import type { Api } from './api.ts';

export interface VaultParts {
  readonly vault: Vault;
  readonly settings: Pick<SettingsFile, 'current'>;
  /** Puts what the person did into the log, by the secret's name. */
  readonly note: (did: { readonly kind: string; readonly detail: string }) => void;
}

type VaultApi = Pick<Api, 'vault.status' | 'vault.unlock' | 'vault.startOver' | 'secrets.list' | 'secrets.set' | 'secrets.remove'>;

export function vaultApi({ vault, settings, note }: VaultParts): VaultApi {
  return {
    'vault.status': () => vault.settledStatus(),
    'vault.unlock': async () => {
      const status = await vault.unlock();
      note({ kind: 'vault.unlock', detail: status.state });
      return status;
    },
    'vault.startOver': async () => {
      const kept = await vault.startOver();
      note({ kind: 'vault.started-over', detail: kept });
      return { vault: vault.status(), kept };
    },
    'secrets.list': () => secretList(vault, settings.current.servers),
    'secrets.set': async ({ name, value }) => {
      await vault.write(name, value);
      note({ kind: 'secret.set', detail: name });
      return {};
    },
    'secrets.remove': async ({ name }) => {
      if (!vault.names().includes(name)) throw new NamedError('not_found', `There is no secret called ${name}.`);
      await vault.remove(name);
      note({ kind: 'secret.removed', detail: name });
      return {};
    },
  };
}

/** Those of the vault, and those that config.yaml names and the vault doesn't have; by name. What a broken vault has, nobody knows. */
function secretList(vault: Vault, servers: SettingsFile['current']['servers']): Secret[] {
  const users = new Map(vault.names().flatMap((name): [string, string[]][] => (isNamedByPeople(name) ? [[name, []]] : [])));
  for (const [server, settings] of servers) {
    for (const name of secretsNamedBy(settings)) users.set(name, [...(users.get(name) ?? []), server]);
  }
  const isKnown = vault.status().state !== 'broken';
  return [...users.keys()].toSorted().map((name) => {
    const changedAt = vault.changedAt(name);
    return { name, usedBy: users.get(name) ?? [], missing: isKnown && changedAt === null, changedAt };
  });
}
