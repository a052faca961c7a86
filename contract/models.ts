import { z } from 'zod';

/** The nouns that the window, the command line and the core agree on. Times are ISO 8601 in UTC. */

export const risk = z.enum(['read', 'write', 'destructive', 'open-world']);
export type Risk = z.infer<typeof risk>;

export const exposure = z.enum(['compact', 'hybrid', 'full']);
export type Exposure = z.infer<typeof exposure>;

/** `needs-unlock`: it needs a secret, and the vault is locked. `needs-sign-in`: it takes nothing before the person signs in. */
export const serverState = z.enum([
  'disabled',
  'needs-approval',
  'needs-unlock',
  'needs-sign-in',
  'stopped',
  'starting',
  'running',
  'stopping',
  'backing-off',
  'failed',
]);
export type ServerState = z.infer<typeof serverState>;

export const server = z.object({
  name: z.string(),
  kind: z.enum(['stdio', 'http', 'builtin']),
  /** For a person to read: the exact command line that is run; the address of a remote server without its secrets; a built-in server's name. */
  command: z.string(),
  state: serverState,
  pid: z.number().int().nullable(),
  tools: z.number().int(),
  prompts: z.number().int(),
  /** Resource templates included. */
  resources: z.number().int(),
  callsInFlight: z.number().int(),
  /** Lines on the server's stdout that were not MCP. */
  noiseLines: z.number().int(),
  startedAt: z.string().nullable(),
  lastError: z.string().nullable(),
});
export type Server = z.infer<typeof server>;

export const tool = z.object({
  /** `server.tool`, as in config.yaml and the log. */
  name: z.string(),
  server: z.string(),
  title: z.string().nullable(),
  summary: z.string(),
  risk,
  riskReason: z.string(),
  tokens: z.number().int(),
});
export type Tool = z.infer<typeof tool>;

export const session = z.object({
  id: z.string(),
  app: z.string(),
  /** What the app says about itself: a label, never an identity. */
  clientInfo: z.object({ name: z.string(), version: z.string() }).nullable(),
  protocolVersion: z.string().nullable(),
  since: z.string(),
  calls: z.number().int(),
  exposure,
  toolsShown: z.number().int(),
});
export type Session = z.infer<typeof session>;

export const app = z.object({
  name: z.string(),
  profile: z.string(),
  connectedSessions: z.number().int(),
  lastSeenAt: z.string().nullable(),
});
export type App = z.infer<typeof app>;

/** What a person pastes, written as the app's own settings are. */
export const pasteText = z.object({
  /** `form`: a line for each field of a form. */
  format: z.enum(['json', 'toml', 'yaml', 'form']),
  /** For settings without servers. */
  whole: z.string(),
  /** For settings that list servers already. Null: the same text. */
  inner: z.string().nullable(),
});
export type PasteText = z.infer<typeof pasteText>;

/** What leads an app to Patchbay, and where it goes. */
export const appEntry = z.object({
  app: z.string(),
  command: z.string(),
  args: z.array(z.string()),
  env: z.record(z.string(), z.string()),
  paste: pasteText,
  /** Where to paste it, in sentences. */
  where: z.string(),
  /** For an app that takes a URL; only while the endpoint is on. `paste` is null where its settings take none. */
  http: z.object({ url: z.string(), headers: z.record(z.string(), z.string()), paste: pasteText.nullable() }).optional(),
});
export type AppEntry = z.infer<typeof appEntry>;

export const approvalAnswer = z.enum(['once', 'session', 'always', 'deny']);
export type ApprovalAnswer = z.infer<typeof approvalAnswer>;

export const approval = z.object({
  id: z.string(),
  /** `call`: an app wants to call a tool. `server`: config.yaml was edited and names a command that was never agreed to. */
  kind: z.enum(['call', 'server']),
  app: z.string().nullable(),
  server: z.string(),
  tool: z.string().nullable(),
  /** Pretty-printed JSON of the real arguments (or of the command), complete; control and invisible characters are escaped. */
  argumentsText: z.string(),
  /** What the server's own description claims. Untrusted. */
  claim: z.string().nullable(),
  risk: risk.nullable(),
  riskReason: z.string(),
  /** What "always allow" would cover, as a phrase without a full stop. Null where it isn't offered. */
  alwaysCovers: z.string().nullable(),
  requestedAt: z.string(),
  /** Null: it waits until somebody answers. */
  expiresAt: z.string().nullable(),
});
export type Approval = z.infer<typeof approval>;

export const auditStatus = z.enum(['pending', 'ok', 'error', 'denied', 'interrupted']);
export type AuditStatus = z.infer<typeof auditStatus>;

export const auditRecord = z.object({
  sequence: z.number().int(),
  at: z.string(),
  /**
   * call.intent, call.outcome, approval.asked, approval.answered, elicitation.asked, elicitation.answered, server.agreed, settings.changed,
   * sign-in.done, sign-in.failed, sign-in.ended, broker.started, broker.paused, broker.resumed, audit.doubted; app.entry-shown, app.wired, app.unwired, app.restored, app.drifted (its
   * entry was lost or changed, or it talks to a new server directly), app.mended; of a task that a call began: task.ended, task.result; of what else flows,
   * one record each when it is over: resource.read, prompt.get, request.forwarded, notification.forwarded (app to server), sampling.asked,
   * elicitation.asked, roots.asked, app.asked (server to app). What a person typed for an elicitation is never in it.
   */
  kind: z.string(),
  /** Ties the intent, the approval and the outcome of one call together. */
  callId: z.string().nullable(),
  app: z.string().nullable(),
  session: z.string().nullable(),
  server: z.string().nullable(),
  tool: z.string().nullable(),
  risk: risk.nullable(),
  /** allow, ask or deny, and the name of the rule that said so. */
  decision: z.string().nullable(),
  rule: z.string().nullable(),
  status: auditStatus.nullable(),
  /** The named error, or null. */
  code: z.string().nullable(),
  durationMs: z.number().nullable(),
  /** Redacted JSON text. */
  arguments: z.string().nullable(),
  /** Redacted one-line summary of the answer, or of what happened. */
  detail: z.string().nullable(),
  hash: z.string(),
});
export type AuditRecord = z.infer<typeof auditRecord>;

export const status = z.object({
  version: z.string(),
  state: z.enum(['running', 'paused']),
  mode: z.enum(['desktop', 'headless']),
  pid: z.number().int(),
  home: z.string(),
  socket: z.string(),
  /** MCP over HTTP: its address while it is on, and why it isn't there although config.yaml names it. */
  endpoint: z.object({ url: z.string().nullable(), fault: z.string().nullable() }),
  startedAt: z.string(),
  servers: z.array(server),
  sessions: z.array(session),
  /** Everything that waits for the person: approvals, and what servers ask. */
  pendingApprovals: z.number().int(),
  /** Tool definitions in o200k tokens: of everything known, of what the connected apps are shown, and the difference. */
  tokens: z.object({ known: z.number().int(), shown: z.number().int(), saved: z.number().int() }),
  /** Faults of config.yaml that keep its latest edit from applying: `file:line:column message` each. */
  settingsFaults: z.array(z.string()),
});
export type Status = z.infer<typeof status>;
