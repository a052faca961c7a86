import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { events, methods } from '../../contract/contract.ts';
import { apiErrorCodes, callErrorCodes } from '../../contract/errors.ts';
import { webPreferences } from '../../main/electron/security.ts';
import { contentSecurityPolicy } from '../../main/lib/content-security-policy.ts';
import { createHome, homeAt, homeFolder } from '../../main/lib/home.ts';
import { AppKeys } from '../../main/listener/app-keys.ts';
import { SocketListener } from '../../main/listener/socket-listener.ts';
import { openDatabase } from '../../main/store/database.ts';
import { migrations } from '../../main/store/migrations/index.ts';
import { serverEnvironment } from '../../main/upstreams/server-environment.ts';
import { errorNumbers } from '../../main/wire/error-numbers.ts';
import { root } from './cruise.ts';

const isWindows = process.platform === 'win32';

/** What others rely on, or what keeps a person safe, as literals: changing one is a visible, reviewed act. */
describe('the contract', () => {
  it('has these methods', () => {
    expect(Object.keys(methods)).toEqual([
      'status.get',
      'broker.pause',
      'servers.list',
      'servers.add',
      'servers.remove',
      'servers.start',
      'servers.stop',
      'servers.log',
      'tools.list',
      'sessions.list',
      'apps.list',
      'apps.connect',
      'apps.known',
      'apps.plan',
      'apps.apply',
      'apps.backups',
      'apps.guard',
      'imports.find',
      'imports.read',
      'imports.bundle',
      'imports.fromDirectory',
      'imports.take',
      'directory.search',
      'servers.test',
      'vault.status',
      'vault.unlock',
      'vault.startOver',
      'secrets.list',
      'secrets.set',
      'secrets.remove',
      'signIns.list',
      'signIns.start',
      'signIns.cancel',
      'signIns.end',
      'firstRun.state',
      'firstRun.propose',
      'firstRun.apply',
      'firstRun.undo',
      'firstRun.later',
      'approvals.list',
      'approvals.decide',
      'elicitations.list',
      'elicitations.answer',
      'elicitations.open',
      'audit.search',
      'audit.verify',
    ]);
  });

  it('has these events', () => {
    expect(Object.keys(events)).toEqual([
      'status.changed',
      'approvals.changed',
      'elicitations.changed',
      'apps.changed',
      'vault.changed',
      'signIns.changed',
      'firstRun.progress',
      'audit.appended',
    ]);
  });

  it('has these named errors', () => {
    expect(callErrorCodes).toEqual([
      'tool_not_found',
      'not_visible',
      'denied',
      'approval_denied',
      'approval_timeout',
      'quarantined',
      'invalid_arguments',
      'rate_limited',
      'quota_exceeded',
      'circuit_open',
      'upstream_failed',
      'upstream_timeout',
      'outcome_unknown',
      'paused',
      'restarting',
      'vault_locked',
      'secret_missing',
      'sign_in_needed',
      'too_large',
    ]);
    expect(apiErrorCodes).toEqual(['invalid_input', 'not_found', 'conflict', 'forbidden', 'not_running', 'internal']);
  });
});

describe('the wire', () => {
  it('gives each named error this number', () => {
    expect(errorNumbers).toEqual({
      tool_not_found: -32602,
      not_visible: -32602,
      invalid_arguments: -32602,
      invalid_input: -32602,
      denied: -32003,
      approval_denied: -32004,
      approval_timeout: -32005,
      quarantined: -32006,
      rate_limited: -32007,
      quota_exceeded: -32008,
      circuit_open: -32009,
      upstream_failed: -32010,
      vault_locked: -32010,
      secret_missing: -32010,
      sign_in_needed: -32010,
      upstream_timeout: -32011,
      outcome_unknown: -32012,
      paused: -32013,
      restarting: -32014,
      too_large: -32015,
      not_found: -32016,
      conflict: -32017,
      forbidden: -32018,
      not_running: -32019,
      internal: -32603,
    });
  });
});

describe('a server', () => {
  it.skipIf(isWindows)('inherits these variables and no others', () => {
    const kept = {
      PATH: '1',
      HOME: '1',
      LANG: '1',
      LC_ALL: '1',
      TMPDIR: '1',
      USER: '1',
      LOGNAME: '1',
      SHELL: '1',
      TERM: '1',
      XDG_DATA_HOME: '1',
    };
    const withheld = {
      PATCHBAY_APP_KEY: '1',
      PATCHBAY_HOME: '1',
      NODE_OPTIONS: '1',
      LD_PRELOAD: '1',
      GITHUB_TOKEN: '1',
      SSH_AUTH_SOCK: '1',
      DISPLAY: '1',
    };
    expect(serverEnvironment({ ...kept, ...withheld }, {})).toEqual(kept);
  });
});

describe('the home', () => {
  it.skipIf(isWindows)('is open to nobody else, and neither is its socket', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'patchbay-pins-'));
    const home = homeAt(homeFolder(folder, {}));
    await createHome(home);
    const listener = await SocketListener.listen({
      home,
      keys: new AppKeys(home.keys),
      limits: { maxBytes: 1_000_000 },
      accept: () => undefined,
    });
    try {
      expect(home.socket).toBe(join(home.folder, 'run', 'patchbay.sock'));
      expect((await stat(home.socket)).mode & 0o777).toBe(0o600);
      for (const path of [home.folder, home.run, home.keys]) expect((await stat(path)).mode & 0o777, path).toBe(0o700);
    } finally {
      await listener[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    }
  });
});

describe('the window', () => {
  it('has these preferences', () => {
    expect(webPreferences).toEqual({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      safeDialogs: true,
    });
  });

  it('may load and reach this', () => {
    expect(contentSecurityPolicy.split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      "connect-src 'self'",
      "font-src 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "form-action 'none'",
    ]);
  });

  it('is packaged with these fuses', () => {
    // The builder's configuration is ours.
    const { electronFuses } = parse(readFileSync(join(root, 'electron-builder.yml'), 'utf8')) as { electronFuses: object };
    expect(electronFuses).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    });
  });
});

describe('the log', () => {
  it('has these columns', () => {
    const folder = mkdtempSync(join(tmpdir(), 'patchbay-pins-'));
    openDatabase(join(folder, 'patchbay.db'), migrations).close();
    const database = new BetterSqlite3(join(folder, 'patchbay.db'), { readonly: true });
    try {
      expect(database.prepare("SELECT name FROM pragma_table_info('audit')").pluck().all()).toEqual([
        ...['sequence', 'at', 'kind', 'call_id', 'app', 'session', 'server', 'tool', 'risk', 'decision', 'rule'],
        ...['status', 'code', 'duration_ms', 'arguments', 'detail', 'hash'],
      ]);
    } finally {
      database.close();
      rmSync(folder, { recursive: true });
    }
  });
});
