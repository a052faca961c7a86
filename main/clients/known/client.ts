import { z } from 'zod';

/**
 * An AI app as data: where its files lie, how an entry is written in them, what can hide a correct entry. The facts were measured or read in its
 * source where that was possible; what wasn't and matters to a person is a hint.
 *
 * Paths are templates with `/` on every system: `~`, `%NAME%` (Windows), `${NAME}`, `${NAME:-else}`, and `*` for part of one name.
 */

const sentence = z.string().regex(/^[A-Z~%].*[.]$/s, 'must be a sentence');
const template = z.string().regex(/^(?:~|%|\$|\/)/, 'must begin with ~, a variable or /');
const relative = z.string().regex(/^[^~%$/\\]/, 'must be relative to the project');

const toleranceShape = z.strictObject({ bom: z.boolean(), comments: z.boolean(), trailingCommas: z.boolean() });

/** What a place has of its own where it differs from the client's usual file. */
const ownForm = {
  format: z.enum(['json', 'jsonc', 'toml', 'yaml']).optional(),
  keyPath: z.array(z.string().min(1)).min(1).optional(),
  container: z.enum(['map', 'list-by-name']).optional(),
};

const filePlace = z.strictObject({
  at: template,
  /** It counts only where this exists. A file of which a variable is unset, or a `*` finds nothing, never counts. */
  only: template.optional(),
  /** Servers are taken over from here, but nothing is written. */
  readOnly: z.literal(true).optional(),
  ...ownForm,
});

const projectPlace = z.strictObject({ at: relative, readOnly: z.literal(true).optional(), ...ownForm });

const perSystem = <Value extends z.ZodType>(value: Value) =>
  z.strictObject({ linux: value.optional(), macos: value.optional(), windows: value.optional() });

/** Members that always stand in an entry, before the others. */
const fixed = z.record(z.string(), z.union([z.string(), z.boolean(), z.number(), z.array(z.string())])).default({});

/** How command, arguments and environment become this client's entry, and what else stands in it. */
const entryShape = z.strictObject({
  fixed,
  command: z.enum(['command', 'cmd']).default('command'),
  /** `in-command`: one list of the program and its arguments. */
  args: z.enum(['args', 'in-command']).default('args'),
  env: z.enum(['env', 'envs', 'environment']).default('env'),
  /** The name stands in the entry, too, though the entry stands under its name. */
  named: z.boolean().default(false),
  /** Values go through a shell: `$` is escaped. */
  shellExpands: z.boolean().default(false),
  /** Of entries without a transport: what a bare `url` means. */
  bareUrl: z.enum(['http', 'sse']).default('http'),
  /** The command must not hold a space. */
  commandWithoutSpaces: z.boolean().default(false),
  /** How an address and its headers become an entry. Null: its settings take none, or it isn't known that they do. */
  remote: z
    .strictObject({
      fixed,
      url: z.enum(['url', 'httpUrl', 'serverUrl', 'uri']).default('url'),
      headers: z.enum(['headers', 'http_headers', 'requestOptions']).default('headers'),
    })
    .nullable()
    .prefault({}),
});

const gateName = z.enum([
  'entry-switched-off',
  'gemini-folder-trust',
  'settings-allow-list',
  'claude-code-policy',
  'claude-code-project-approval',
  'codex-project-trust',
  'asks-first',
  'zed-agent-profile',
  'tools-map',
]);

/** `reason` and `where` are said by gates that no file tells about: they stand open once the app has come. */
const gate = z.strictObject({
  gate: gateName,
  scope: z.enum(['user', 'project', 'any']).default('any'),
  reason: sentence.optional(),
  where: sentence.optional(),
});

const clientShape = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{1,31}$/),
  label: z.string().min(1),
  status: z.enum(['active', 'final', 'discontinued']),
  wiring: z.enum(['file', 'snippet', 'import-only']),
  /** Its settings are a form with a field for each part of an entry. */
  asForm: z.boolean().default(false),
  /** Any of these says that it is installed. */
  detect: z.strictObject({
    paths: z.array(template).default([]),
    bySystem: perSystem(z.array(template)).default({}),
    /** Programs on the PATH. */
    programs: z.array(z.string()).default([]),
  }),
  format: z.enum(['json', 'jsonc', 'toml', 'yaml']),
  tolerance: toleranceShape,
  keyPath: z.array(z.string().min(1)).min(1),
  container: z.enum(['map', 'list-by-name']).default('map'),
  /** Other places of the same file in which it keeps servers; `*` is any key. */
  alsoAt: z.array(z.array(z.string())).default([]),
  /** `one`: the file that exists, else the first whose folder exists, else the first. `every`: all that count. */
  choose: z.enum(['one', 'every']).default('one'),
  /** Installed anew, it can come to read another of these files instead. */
  moves: z.boolean().default(false),
  files: perSystem(z.array(filePlace)).extend({ all: z.array(filePlace).optional() }),
  project: z.array(projectPlace).default([]),
  entry: entryShape,
  /** One bad entry makes it refuse the whole file. */
  oneBadEntrySpoilsAll: z.boolean().default(false),
  gates: z.array(gate).default([]),
  /** Of a server's name. Left out: none known. */
  serverName: z.string().optional(),
  /** Most tools that it takes, and the longest name that it gives the model. Null: none known. */
  limits: z.strictObject({ tools: z.number().int().nullable(), toolName: z.number().int().nullable() }),
  /** How values may name variables, such as `${NAME}`. */
  interpolation: z.array(z.enum(['${NAME}', '$NAME', '${NAME:-else}', '%NAME%', '${env:NAME}', '${input:id}', '{env:NAME}'])).default([]),
  reload: z.strictObject({
    /** Until it reads a changed file: `nothing` (it sees that by itself), `session` (the next one has it), `restart` (or a click in the app). */
    needs: z.enum(['nothing', 'session', 'restart']),
    /** What makes it read its file again, as a sentence. */
    how: sentence,
  }),
  hints: z.array(sentence).default([]),
});

/** A descriptor with what it leaves out filled in. @throws ZodError where it isn't one. */
export function readClients(given: readonly ClientInput[]): readonly Client[] {
  return given.map((client) => clientShape.parse(client));
}

export type Client = z.output<typeof clientShape>;
export type ClientInput = z.input<typeof clientShape>;
export type FilePlace = z.output<typeof filePlace>;
