import type { Exposure, Risk } from '../../contract/models.ts';
import type { TextOrSecret } from '../../contract/vault.ts';

/** config.yaml once it is valid: paths expanded, defaults filled in. Only what this version acts on is in it. */
export interface Settings {
  readonly servers: ReadonlyMap<string, ServerSettings>;
  readonly profiles: ReadonlyMap<string, ProfileSettings>;
  readonly apps: ReadonlyMap<string, AppSettings>;
  /** For an answer, in milliseconds. */
  readonly approvals: { readonly timeoutMs: number };
  /** MCP over HTTP on loopback; null: there is none. */
  readonly endpoint: { readonly port: number } | null;
}

export interface AppSettings {
  readonly profile: string;
  /** When Patchbay's entry in the app's file is lost: tell, mend it by itself, or not look. */
  readonly guard: 'tell' | 'mend' | 'off';
}

export type ServerSettings = StdioServerSettings | HttpServerSettings | BuiltinServerSettings;

interface CommonServerSettings {
  readonly mode: 'shared' | 'per-session' | 'disabled';
  /** What stands before the names of its tools and prompts; left out: the name of the server and `_`. */
  readonly prefix?: string;
  /** For one call, in milliseconds. */
  readonly timeoutMs: number;
  readonly tools: ReadonlyMap<string, ToolSettings>;
}

export interface StdioServerSettings extends CommonServerSettings {
  readonly kind: 'stdio';
  readonly command: string;
  readonly args: readonly TextOrSecret[];
  readonly env: Readonly<Record<string, TextOrSecret>>;
  /** Absolute; null: the server gets a folder of its own. */
  readonly cwd: string | null;
}

export interface HttpServerSettings extends CommonServerSettings {
  readonly kind: 'http';
  /** http, https, ws or wss; may hold secrets: show `shownUrl`. */
  readonly url: TextOrSecret;
  /** Their values are secrets. */
  readonly headers: Readonly<Record<string, TextOrSecret>>;
  /** Written down by the person; left out: as the server itself says, if it does. */
  readonly auth?: AuthSettings;
  /** `auto`: streamable HTTP, and SSE where the server knows nothing else. */
  readonly transport: 'auto' | 'http' | 'sse' | 'websocket';
}

/** How one signs in at a remote server (OAuth). */
export interface AuthSettings {
  readonly clientId?: string;
  readonly clientSecret?: TextOrSecret;
  readonly clientMetadataUrl?: string;
  readonly redirectPort?: number;
  readonly scopes: readonly string[];
}

export interface BuiltinServerSettings extends CommonServerSettings {
  readonly kind: 'builtin';
  readonly builtin: 'files' | 'memory';
  /** Absolute folders; only for `files`. */
  readonly roots: readonly string[];
}

export interface ToolSettings {
  readonly risk?: Risk;
  readonly hidden?: boolean;
  readonly timeoutMs?: number;
}

export interface ProfileSettings {
  /** Null: every server. */
  readonly servers: readonly string[] | null;
  readonly exposure: Exposure;
  readonly maxTools: number;
  /** o200k tokens of tool definitions. */
  readonly maxTokens: number;
  /** `server.tool` names that rank first and are shown directly in `hybrid`. */
  readonly pinned: readonly string[];
}
