import { z } from 'zod';
import { exposure, risk } from '../../contract/models.ts';
import { namePattern, secretNamePattern } from '../../contract/names.ts';
import { durationMilliseconds, durationPattern } from './duration.ts';

/** The shape of config.yaml as a person writes it. `resolve-settings.ts` fills in what is left out; `relations.ts` checks what names what. */

/** Of servers, profiles and apps. */
export const nameRule = 'must be small letters, digits and hyphens (32 at most), starting with a letter';

const name = z.string({ error: 'must be a name' }).regex(namePattern, nameRule);

const text = z.string({ error: 'must be text' }).min(1, 'must not be empty');
const list = <Item extends z.ZodType>(item: Item) => z.array(item, { error: 'must be a list, such as [one, two]' });
const flag = z.boolean({ error: 'must be true or false' });
const count = (most: number) =>
  z
    .number({ error: 'must be a whole number' })
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(most, `must be at most ${most}`);

const portRule = 'must be a port from 1 to 65535';
const port = z.number({ error: portRule }).int(portRule).min(1, portRule).max(65_535, portRule);

/** A section may stand there empty: YAML reads that as null. */
const section = <Value extends z.ZodType>(value: Value) =>
  z.record(z.string(), value, { error: 'must be a section of names, each followed by a colon' }).nullable().optional();

/** Names are checked in `relations.ts`, because a faulty key would hide the faults of its value. */
const namedSection = <Value extends z.ZodType>(value: Value) => section(value).meta({ propertyNames: { pattern: namePattern.source } });

const durationRule = 'must be a number of seconds (0.1 to 86400) or a text such as "30s", "500ms" or "2m"';
const isSensible = (duration: number | string) => durationMilliseconds(duration) >= 100 && durationMilliseconds(duration) <= 86_400_000;

const duration = z
  .union(
    [
      z.number().refine(isSensible, durationRule),
      z.string().regex(durationPattern, { error: durationRule, abort: true }).refine(isSensible, durationRule),
    ],
    {
      error: durationRule,
    },
  )
  .meta({ description: 'Seconds (0.1 to 86400), or a text such as "30s", "500ms" or "2m".' });

const quotesRule = 'must be text: put quotes around numbers, true and false';
const anyText = z.string({ error: quotesRule });
const headerText = anyText.regex(/^[\x20-\x7e]*$/, 'must be one line of plain characters');

const secretName = z
  .string({ error: 'must be the name of a secret, such as github-token' })
  .regex(secretNamePattern, 'must be small letters, digits, hyphens and dots (64 at most), starting with a letter');

/** Where a text may stand, a secret of the vault may, too. `around`: what the text before and after it must be. */
const orSecret = <Text extends z.ZodType<string>>(plain: Text, around: z.ZodType<string>, error = quotesRule) =>
  z.union([plain, z.strictObject({ secret: secretName, prefix: around.optional(), suffix: around.optional() })], { error });

const secretKeys = ['secret', 'prefix', 'suffix'];

const tool = z.strictObject(
  {
    risk: z.enum(risk.options, { error: `must be one of ${risk.options.join(', ')}` }).optional(),
    hidden: flag.optional(),
    timeout: duration.optional(),
  },
  { error: 'must be a section with risk, hidden or timeout' },
);

const prefix = z
  .string({ error: 'must be text: "" lets tools and prompts keep their names' })
  .regex(/^(?:[a-zA-Z][a-zA-Z0-9_]{0,23})?$/, 'must be letters, digits and _ (24 at most), starting with a letter, or ""');

const scope = z.string({ error: 'must be text' }).regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'must be one word of plain characters');
const webAddress = z.string({ error: 'must be text' }).regex(/^https:\/\/[\x21-\x7e]+$/, 'must be an address that begins with https://');
const authRule = 'must be `oauth`, or a section with clientId, clientSecret, clientMetadataUrl, redirectPort or scopes';

const auth = z.union(
  [
    z.literal('oauth', { error: authRule }),
    z.strictObject({
      clientId: text.optional().meta({ description: 'Where Patchbay was registered by hand. Left out: it introduces itself.' }),
      clientSecret: orSecret(text, anyText).optional().meta({ description: 'Of that registration, best as { secret: NAME }.' }),
      clientMetadataUrl: webAddress
        .optional()
        .meta({ description: 'Where a description of Patchbay lies that authorization servers fetch.' }),
      redirectPort: port
        .optional()
        .meta({ description: 'Of http://127.0.0.1:PORT/callback, where that address was registered. Left out: any.' }),
      scopes: list(scope).optional().meta({ description: 'Rights to ask for. Left out: those that the server says it needs.' }),
    }),
  ],
  { error: authRule },
);
const [, authSection] = auth.options;

const modes = ['shared', 'per-session', 'disabled'] as const;
const transports = ['http', 'sse', 'websocket'] as const;
const builtins = ['files', 'memory'] as const;

const server = z
  .strictObject(
    {
      command: text.optional().meta({ description: 'The program to start.' }),
      args: list(orSecret(anyText, anyText)).optional(),
      env: section(orSecret(anyText, anyText)).meta({ description: 'A value is a text, or { secret: NAME } for one from the vault.' }),
      cwd: text.optional().meta({ description: 'Absolute, or starting with ~. Left out: a folder of its own.' }),
      url: orSecret(text, anyText, 'must be text')
        .optional()
        .meta({ description: 'The address of a remote server: https, http, wss or ws.' }),
      headers: section(orSecret(headerText, headerText)).meta({ description: 'Sent to the remote server with every request.' }),
      auth: auth.optional().meta({ description: 'How one signs in there (OAuth). Left out: as the server itself says.' }),
      transport: z
        .enum(transports, { error: `must be one of ${transports.join(', ')}` })
        .optional()
        .meta({ description: 'Left out: streamable HTTP, and SSE where the server knows nothing else; WebSocket for ws and wss.' }),
      builtin: z.enum(builtins, { error: `must be one of ${builtins.join(', ')}` }).optional(),
      roots: list(text).optional().meta({ description: 'Folders that the built-in server "files" may use: absolute, or starting with ~.' }),
      mode: z
        .enum(modes, { error: `must be one of ${modes.join(', ')}` })
        .optional()
        .meta({ description: 'per-session: every session of an app gets a process of its own.' }),
      prefix: prefix.optional().meta({
        description:
          "Stands before the names of this server's tools and prompts. Left out: the server's name and _. Empty: they keep their names.",
      }),
      timeout: duration.optional(),
      tools: section(tool),
    },
    { error: 'must be a section with `command`, `url` or `builtin`' },
  )
  .meta({ oneOf: [{ required: ['command'] }, { required: ['url'] }, { required: ['builtin'] }] });

const profile = z.strictObject(
  {
    servers: list(name).optional().meta({ description: 'Left out: every server.' }),
    exposure: z.enum(exposure.options, { error: `must be one of ${exposure.options.join(', ')}` }).optional(),
    maxTools: count(10_000).optional(),
    maxTokens: count(1_000_000).optional().meta({ description: 'o200k tokens of tool definitions.' }),
    pinned: list(z.string({ error: 'must be text' }).regex(/^[^.]+\..+$/, 'must be written as server.tool')).optional(),
  },
  { error: 'must be a section with servers, exposure, maxTools, maxTokens or pinned' },
);

const guards = ['tell', 'mend', 'off'] as const;

const app = z.strictObject(
  {
    profile: name.optional(),
    guard: z
      .enum(guards, { error: `must be one of ${guards.join(', ')}` })
      .optional()
      .meta({
        description: "When Patchbay's entry in the app's file is lost or changed: tell (the default), mend it, or don't look (off).",
      }),
  },
  { error: 'must be a section with profile or guard' },
);

const approvals = z.strictObject({ timeout: duration.optional() }, { error: 'must be a section with `timeout`' });

const endpoint = z
  .strictObject({ port: port.optional() }, { error: 'must be a section with `port`, or empty' })
  .meta({ description: 'MCP over HTTP at http://127.0.0.1:PORT/mcp, for apps that take a URL. Left out: there is none.' });

export const settingsShape = z.strictObject(
  {
    version: z.literal(1, { error: 'must be there and be 1: begin the file with `version: 1`' }),
    servers: namedSection(server),
    profiles: namedSection(profile),
    apps: namedSection(app),
    approvals: approvals.nullable().optional(),
    endpoint: endpoint.nullable().optional(),
  },
  { error: 'must begin with `version: 1`' },
);

export type SettingsContent = z.output<typeof settingsShape>;
export type ServerContent = z.output<typeof server>;
export type ProfileContent = z.output<typeof profile>;
export type ToolContent = z.output<typeof tool>;

interface Keys {
  readonly known: readonly string[];
  readonly later: readonly string[];
}

/** The keys that this version knows at a place of the file, and those that contracts.md names but a later version will bring. */
export function keysAt(path: readonly PropertyKey[]): Keys {
  const [top] = path;
  if (path.length === 0) return { known: Object.keys(settingsShape.shape), later: ['policy', 'limits', 'audit'] };
  if (top === 'servers') return serverKeysAt(path);
  const { shape } = top === 'profiles' ? profile : top === 'apps' ? app : top === 'endpoint' ? endpoint : approvals;
  return { known: Object.keys(shape), later: [] };
}

function serverKeysAt([, , inner, ...further]: readonly PropertyKey[]): Keys {
  if (inner === 'tools') return { known: Object.keys(tool.shape), later: [] };
  if (inner === 'auth' && further.length === 0) return { known: Object.keys(authSection.shape), later: [] };
  if (inner === 'url' || further.length > 0) return { known: secretKeys, later: [] };
  return { known: Object.keys(server.shape), later: laterServerKeys };
}

const laterServerKeys = ['idleStop', 'memoryLimit', 'restart', 'serialize', 'smoke', 'tags', 'purpose', 'class'];
