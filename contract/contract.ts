import { z } from 'zod';
import { elicitation, elicitationAction, elicitationContent } from './elicitations.ts';
import { apiErrorCodes, callErrorCodes } from './errors.ts';
import { app, appEntry, approval, approvalAnswer, auditRecord, server, session, status, tool } from './models.ts';
import { namePattern } from './names.ts';

const nothing = z.strictObject({});
const newName = z.string().regex(namePattern, 'use small letters, digits and hyphens, starting with a letter');
const serverName = z.strictObject({ name: z.string().min(1) });

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
        args: z.array(z.string()).default([]),
        env: z.record(z.string(), z.string()).default({}),
        cwd: z.string().min(1).optional(),
        /** Of a remote server, instead of a command. */
        url: z.string().min(1).optional(),
        headers: z.record(z.string(), z.string()).optional(),
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
