import { z } from 'zod';
import { elicitation, elicitationAction, elicitationContent } from './elicitations.ts';
import { apiErrorCodes, callErrorCodes } from './errors.ts';
import { setUpProgress, setUpProposal, setUpResult, setUpState } from './first-run.ts';
import { directoryEntry, importCandidate, importSource } from './imports.ts';
import { appBackup, knownApp, wiringPlan } from './known-apps.ts';
import { app, appEntry, approval, approvalAnswer, auditRecord, server, session, status, tool } from './models.ts';
import { namePattern } from './names.ts';
import { signIn } from './sign-ins.ts';
import { secret, secretName, secretReference, textOrSecret, vaultStatus } from './vault.ts';

const nothing = z.strictObject({});
const newName = z.string().regex(namePattern, 'use small letters, digits and hyphens, starting with a letter');
const serverName = z.strictObject({ name: z.string().min(1) });
const serverByName = z.strictObject({ server: z.string().min(1) });

/** How one signs in at a remote server, as config.yaml has it. */
const newAuth = z.union([
  z.literal('oauth'),
  z.strictObject({
    clientId: z.string().min(1).optional(),
    clientSecret: textOrSecret.optional(),
    clientMetadataUrl: z.string().optional(),
    redirectPort: z.number().int().optional(),
    scopes: z.array(z.string()).optional(),
  }),
]);

/** Every method between the window (or the command line) and the core: what goes in, what comes out. */
export const methods = {
  'status.get': { input: nothing, output: status },
  'broker.pause': { input: z.strictObject({ paused: z.boolean() }), output: status },
  'servers.list': { input: nothing, output: z.array(server) },
  /** Adds a server to config.yaml and learns its tools. The person has seen the exact command or address: that is the agreement to use it. */
  'servers.add': {
    input: z
      .strictObject({
        name: newName,
        command: z.string().min(1).optional(),
        args: z.array(textOrSecret).default([]),
        env: z.record(z.string(), textOrSecret).default({}),
        cwd: z.string().min(1).optional(),
        /** Of a remote server, instead of a command. */
        url: z.union([z.string().min(1), secretReference]).optional(),
        headers: z.record(z.string(), textOrSecret).optional(),
        auth: newAuth.optional(),
      })
      .refine(({ command, url }) => (command === undefined) !== (url === undefined), 'give either a command or a url'),
    output: server,
  },
  'servers.remove': { input: serverName, output: nothing },
  'servers.start': { input: serverName, output: server },
  'servers.stop': { input: serverName, output: server },
  /** The last lines of what the server wrote to stderr, oldest first. */
  'servers.log': {
    input: z.strictObject({ name: z.string().min(1), lines: z.number().int().min(1).max(2000).default(200) }),
    output: z.array(z.string()),
  },
  'tools.list': { input: z.strictObject({ server: z.string().optional() }), output: z.array(tool) },
  'sessions.list': { input: nothing, output: z.array(session) },
  'apps.list': { input: nothing, output: z.array(app) },
  /** Mints the key of an app (or returns the one it has) and the entry to paste into the app's settings. */
  'apps.connect': {
    input: z.strictObject({ app: newName }),
    output: appEntry,
  },
  /** Every app that Patchbay knows, those on this computer first. Looks at the disk. */
  'apps.known': { input: nothing, output: z.array(knownApp) },
  /** What wiring, unwiring or restoring would change; changes nothing. `project`: the folder whose file is meant, instead of the person's own. */
  'apps.plan': {
    input: z.strictObject({
      app: newName,
      action: z.enum(['wire', 'unwire', 'restore']),
      project: z.string().min(1).optional(),
      /** Ids of import candidates found in this app: they move into Patchbay with the wiring. */
      takeOver: z.array(z.string()).default([]),
      /** The backup to restore. */
      backup: z.string().optional(),
    }),
    output: wiringPlan,
  },
  /** Does what the plan says. Fails with `conflict` where a file changed since, and has then changed nothing. */
  'apps.apply': { input: z.strictObject({ plan: z.string().min(1) }), output: knownApp },
  /** Newest first. */
  'apps.backups': { input: z.strictObject({ app: newName }), output: z.array(appBackup) },
  'apps.guard': { input: z.strictObject({ app: newName, guard: knownApp.shape.guard }), output: knownApp },
  /** Servers in the files of apps and of other brokers. Looks at the disk; starts nothing. */
  'imports.find': { input: nothing, output: z.array(importSource) },
  /** A pasted command, address, or piece of JSON, TOML or YAML. Fails with `invalid_input` and says where it can't be read. */
  'imports.read': { input: z.strictObject({ text: z.string().min(1).max(1_000_000) }), output: z.array(importCandidate) },
  /** An MCPB bundle (a zip file), as base64. */
  'imports.bundle': { input: z.strictObject({ name: z.string(), bytes: z.string().max(90_000_000) }), output: importCandidate },
  'imports.fromDirectory': { input: z.strictObject({ entry: z.string().min(1) }), output: importCandidate },
  /** Adds these servers: the person has seen what each would run. Secrets go into the vault first. One that fails doesn't keep the others back. */
  'imports.take': {
    input: z.strictObject({
      servers: z.array(z.strictObject({ id: z.string(), name: newName, answers: z.record(z.string(), z.string()).default({}) })).min(1),
    }),
    output: z.object({ added: z.array(server), failed: z.array(z.object({ name: z.string(), message: z.string() })) }),
  },
  'directory.search': {
    input: z.strictObject({ search: z.string().default(''), limit: z.number().int().min(1).max(200).default(50) }),
    output: z.array(directoryEntry),
  },
  /** Starts the server if need be, and calls one harmless tool of it if it has one. */
  'servers.test': {
    input: serverName,
    output: z.object({
      ok: z.boolean(),
      message: z.string(),
      tool: z.string().nullable(),
      answer: z.string().nullable(),
      durationMs: z.number(),
    }),
  },
  'vault.status': { input: nothing, output: vaultStatus },
  /** Tries the keychain again; the system may ask the person for its password. */
  'vault.unlock': { input: nothing, output: vaultStatus },
  /**
   * Begins an empty vault in the place of one that can't be opened any more. The old file is `kept` under that name. Fails with `conflict` where there
   * is none, and with `vault_locked` where the keychain takes no new key.
   */
  'vault.startOver': { input: nothing, output: z.object({ vault: vaultStatus, kept: z.string() }) },
  'secrets.list': { input: nothing, output: z.array(secret) },
  'secrets.set': { input: z.strictObject({ name: secretName, value: z.string().min(1).max(100_000) }), output: nothing },
  /** Servers that name it can't start from then on. */
  'secrets.remove': { input: z.strictObject({ name: secretName }), output: nothing },
  'signIns.list': { input: nothing, output: z.array(signIn) },
  /** Opens the browser, or gives the address to open. Resolves at once; `signIns.changed` tells how it ends. */
  'signIns.start': { input: serverByName, output: signIn },
  'signIns.cancel': { input: serverByName, output: signIn },
  /** Forgets the tokens, and tells the authorization server where it takes that. */
  'signIns.end': { input: serverByName, output: signIn },
  'firstRun.state': { input: nothing, output: setUpState },
  'firstRun.propose': { input: nothing, output: setUpProposal },
  'firstRun.apply': {
    input: z.strictObject({
      apps: z.array(newName),
      /** Ids of import candidates. */
      servers: z.array(z.string()),
      /** Also takes these servers out of the files of the apps that are wired, so that no app starts them past Patchbay. */
      moveOut: z.boolean().default(false),
    }),
    output: setUpResult,
  },
  /** Takes back everything that `firstRun.apply` did. */
  'firstRun.undo': { input: nothing, output: z.object({ steps: setUpResult.shape.steps }) },
  'firstRun.later': { input: nothing, output: setUpState },
  'approvals.list': { input: nothing, output: z.array(approval) },
  'approvals.decide': { input: z.strictObject({ id: z.string().min(1), answer: approvalAnswer }), output: nothing },
  'elicitations.list': { input: nothing, output: z.array(elicitation) },
  /** The answer to what a server asks. A form that isn't filled in right fails with `invalid_input` and stays open: `data.fields` says why, by name. */
  'elicitations.answer': {
    input: z.strictObject({ id: z.string().min(1), action: elicitationAction, content: elicitationContent.default({}) }),
    output: nothing,
  },
  /** The person goes to the page of a question: by a link of their own, or in the browser that Patchbay opens for them. */
  'elicitations.open': { input: z.strictObject({ id: z.string().min(1), by: z.enum(['person', 'patchbay']) }), output: nothing },
  /** Newest first. `before` is the sequence of the last record of the page before. Full-text `search` over app, server, tool, arguments, detail. */
  'audit.search': {
    input: z.strictObject({
      search: z.string().optional(),
      app: z.string().optional(),
      server: z.string().optional(),
      status: z.string().optional(),
      since: z.iso.datetime({ offset: true }).optional(),
      before: z.number().int().positive().optional(),
      limit: z.number().int().min(1).max(1000).default(100),
    }),
    output: z.strictObject({ records: z.array(auditRecord), total: z.number().int() }),
  },
  'audit.verify': {
    input: nothing,
    output: z.strictObject({
      valid: z.boolean(),
      checked: z.number().int(),
      firstBad: z.number().int().nullable(),
      reason: z.string().nullable(),
    }),
  },
} as const;

/** Every event from the core. Each carries the whole value, so a listener that missed one is right again with the next. */
export const events = {
  'status.changed': status,
  'approvals.changed': z.array(approval),
  'elicitations.changed': z.array(elicitation),
  'apps.changed': z.array(knownApp),
  'vault.changed': vaultStatus,
  'signIns.changed': z.array(signIn),
  'firstRun.progress': setUpProgress,
  /** One event per batch, oldest first. */
  'audit.appended': z.array(auditRecord),
} as const;

export type Methods = typeof methods;
export type MethodName = keyof Methods;
export type Input<Name extends MethodName> = z.input<Methods[Name]['input']>;
export type Parsed<Name extends MethodName> = z.output<Methods[Name]['input']>;
export type Output<Name extends MethodName> = z.output<Methods[Name]['output']>;

export type Events = typeof events;
export type EventName = keyof Events;
export type EventValue<Name extends EventName> = z.output<Events[Name]>;

/** What crosses a transport instead of a thrown error. */
export const failure = z.object({
  code: z.enum([...callErrorCodes, ...apiErrorCodes]),
  message: z.string(),
  data: z.record(z.string(), z.unknown()).default({}),
});
export type Failure = z.infer<typeof failure>;
export type Answer = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly failure: Failure };
