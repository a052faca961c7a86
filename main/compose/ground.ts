import { ApprovalQueue } from '../approvals/approval-queue.ts';
import { Elicitations } from '../approvals/elicitations.ts';
import type { AuditEntry } from '../audit/audit-entry.ts';
import { openAuditKey } from '../audit/audit-key.ts';
import { knownSecrets, withoutKnown } from '../audit/known-secrets.ts';
import { AuditRecorder } from '../audit/recorder.ts';
import { redactText } from '../audit/redact.ts';
import { SeenSecrets } from '../audit/seen-secrets.ts';
import { PauseSwitch } from '../call/pause-switch.ts';
import { ownerName } from '../lib/handshake.ts';
import { createHome, type Home } from '../lib/home.ts';
import { InstanceLock } from '../lib/instance-lock.ts';
import { AppKeys } from '../listener/app-keys.ts';
import { HttpEndpoint } from '../listener/http-endpoint.ts';
import { plainTexts } from '../settings/references.ts';
import { remoteSecrets } from '../settings/remote-secrets.ts';
import { SettingsFile } from '../settings/settings-file.ts';
import { AuditTables } from '../store/audit-store.ts';
import { StateStore } from '../store/state-store.ts';
import { Store } from '../store/store.ts';
import { defaultStreamLimits } from '../wire/stream-channel.ts';
import { Vault } from '../vault/vault.ts';
import { openKeychain } from './keychain.ts';
import type { ComposeOptions, Programs } from './options.ts';

export type Ground = Awaited<ReturnType<typeof layGround>>;

/** The home, its lock, log, database, audit log and settings. */
export async function layGround({ home, programs, log }: ComposeOptions, lifetime: AsyncDisposableStack) {
  await createHome(home);
  lifetime.use(await InstanceLock.acquire(home));
  const store = lifetime.use(Store.open(home.database));
  const settings = lifetime.use(await SettingsFile.open(home.config));
  const seen = new SeenSecrets();
  const vault = lifetime.use(await openVault(home, programs, seen));
  const secrets = secretsOf(settings, seen);
  const key = await openAuditKey(home.auditKey);
  const audit = lifetime.use(AuditRecorder.open(new AuditTables(store.database), key, () => new Date(), secrets));
  const state = new StateStore(store.database);
  const approvals = new ApprovalQueue();
  const keys = new AppKeys(home.keys);
  await Promise.all([keys.mint('cli'), keys.mint(ownerName)]);
  /** What the person or Patchbay itself did; if it can't be logged, that is said in the other log, and nothing is undone. */
  const note = (entry: AuditEntry): void => {
    audit.recordSoon(entry).catch((error: unknown) => log.error(`${entry.kind} could not be written into the audit log`, error));
  };
  const elicitations = new Elicitations(() => settings.current.approvals.timeoutMs, note);
  const redact = (text: string): string => redactText(text, undefined, secrets());
  log.redactWith((text) => withoutKnown(text, secrets()));
  const http = new HttpEndpoint(keys, defaultStreamLimits.maxBytes);
  return {
    log,
    store,
    audit,
    note,
    redact,
    secrets,
    settings,
    state,
    approvals,
    elicitations,
    keys,
    http,
    vault,
    seen,
    pause: new PauseSwitch(state),
  };
}

/** Worked out once for each state of the settings and of what the vault gave, because every record asks for them. */
function secretsOf(settings: SettingsFile, seen: SeenSecrets): () => readonly string[] {
  const secrets = () => {
    const servers = [...settings.current.servers.values()];
    const environments = servers.map((server) => (server.kind === 'stdio' ? plainTexts(server.env) : {}));
    return knownSecrets(environments, [...servers.flatMap(remoteSecrets), ...seen.spellings]);
  };
  let known = { of: settings.current, spellings: seen.spellings, secrets: secrets() };
  return () => {
    if (known.of !== settings.current || known.spellings !== seen.spellings)
      known = { of: settings.current, spellings: seen.spellings, secrets: secrets() };
    return known.secrets;
  };
}

function openVault(home: Home, programs: Programs, seen: SeenSecrets): Promise<Vault> {
  const keychain = openKeychain(programs, process.env);
  return Vault.open({ file: home.vault, keyFile: home.vaultKey, keychain, seen: (name, value) => seen.add(name, value) });
}
