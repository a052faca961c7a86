import { join, normalize } from 'node:path';
import { durationMilliseconds } from './duration.ts';
import type { TextOrSecret } from '../../contract/vault.ts';
import { isReference } from './references.ts';
import type { ProfileContent, ServerContent, SettingsContent, ToolContent } from './schema.ts';
import type { AuthSettings, HttpServerSettings, ProfileSettings, ServerSettings, Settings, ToolSettings } from './settings.ts';

/** For one call, in milliseconds. */
export const defaultCallTimeoutMs = 60_000;
const defaultApprovalTimeoutMs = 120_000;
/** Of the endpoint for apps that take a URL. */
const defaultPort = 7462;
/** Of every app that config.yaml gives no other. */
export const defaultProfile: ProfileSettings = { servers: null, exposure: 'compact', maxTools: 40, maxTokens: 8_000, pinned: [] };

/** What applies where there is no valid file: nothing runs. */
export const safeDefaults: Settings = {
  servers: new Map(),
  profiles: new Map([['default', defaultProfile]]),
  apps: new Map(),
  approvals: { timeoutMs: defaultApprovalTimeoutMs },
  endpoint: null,
};

/** A valid file with everything that it leaves out. */
export function resolveSettings(content: SettingsContent, homeDirectory: string): Settings {
  return {
    servers: mapOf(content.servers, (server) => resolveServer(server, homeDirectory)),
    profiles: new Map([['default', defaultProfile], ...mapOf(content.profiles, resolveProfile)]),
    apps: mapOf(content.apps, ({ profile, guard }) => ({ profile: profile ?? 'default', guard: guard ?? 'tell' })),
    approvals: { timeoutMs: milliseconds(content.approvals?.timeout, defaultApprovalTimeoutMs) },
    endpoint: content.endpoint === undefined ? null : { port: content.endpoint?.port ?? defaultPort },
  };
}

/** `~` and `~/…` are the person's home directory. */
export function expandHome(path: string, homeDirectory: string): string {
  return /^~(?:[/\\]|$)/.test(path) ? join(homeDirectory, path.slice(1)) : path;
}

function resolveServer(server: ServerContent, homeDirectory: string): ServerSettings {
  const common = {
    mode: server.mode ?? 'shared',
    ...(server.prefix !== undefined && { prefix: server.prefix }),
    timeoutMs: milliseconds(server.timeout, defaultCallTimeoutMs),
    tools: mapOf(server.tools, resolveTool),
  };
  const folder = (path: string) => normalize(expandHome(path, homeDirectory));
  if (server.builtin !== undefined) return { ...common, kind: 'builtin', builtin: server.builtin, roots: (server.roots ?? []).map(folder) };
  if (server.url !== undefined) return { ...common, kind: 'http', ...resolveRemote(server.url, server) };
  return {
    ...common,
    kind: 'stdio',
    // `relations.ts` has seen that a server without `builtin` and `url` has a command.
    command: expandHome(server.command ?? '', homeDirectory),
    args: server.args ?? [],
    env: server.env ?? {},
    cwd: server.cwd === undefined ? null : folder(server.cwd),
  };
}

function resolveRemote(
  url: TextOrSecret,
  { headers, transport, auth }: ServerContent,
): Pick<HttpServerSettings, 'url' | 'headers' | 'transport' | 'auth'> {
  const start = isReference(url) ? (url.prefix ?? '') : url;
  return {
    url,
    headers: headers ?? {},
    ...(auth !== undefined && { auth: resolveAuth(auth) }),
    transport: /^wss?:/i.test(start) ? 'websocket' : (transport ?? 'auto'),
  };
}

function resolveAuth(auth: NonNullable<ServerContent['auth']>): AuthSettings {
  if (auth === 'oauth') return { scopes: [] };
  const { clientId, clientSecret, clientMetadataUrl, redirectPort, scopes = [] } = auth;
  return {
    ...(clientId !== undefined && { clientId }),
    ...(clientSecret !== undefined && { clientSecret }),
    ...(clientMetadataUrl !== undefined && { clientMetadataUrl }),
    ...(redirectPort !== undefined && { redirectPort }),
    scopes,
  };
}

function resolveTool({ risk, hidden, timeout }: ToolContent): ToolSettings {
  return {
    ...(risk !== undefined && { risk }),
    ...(hidden !== undefined && { hidden }),
    ...(timeout !== undefined && { timeoutMs: milliseconds(timeout, defaultCallTimeoutMs) }),
  };
}

function resolveProfile({ servers, exposure, maxTools, maxTokens, pinned }: ProfileContent): ProfileSettings {
  return {
    servers: servers ?? null,
    exposure: exposure ?? defaultProfile.exposure,
    maxTools: maxTools ?? defaultProfile.maxTools,
    maxTokens: maxTokens ?? defaultProfile.maxTokens,
    pinned: pinned ?? [],
  };
}

function milliseconds(duration: number | string | undefined, fallback: number): number {
  return duration === undefined ? fallback : durationMilliseconds(duration);
}

function mapOf<From, To>(section: Readonly<Record<string, From>> | null | undefined, resolve: (value: From) => To): Map<string, To> {
  return new Map(Object.entries(section ?? {}).map(([name, value]) => [name, resolve(value)]));
}
