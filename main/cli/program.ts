import { Command as Program, Option } from 'commander';
import { appName } from './app-name.ts';
import { answerElicitation, type AnswerOptions } from './commands/answer.ts';
import { guard, listApps, listBackups, restore, type RestoreOptions, unwire, wire, type WiringOptions } from './commands/apps.ts';
import { approve, deny, listApprovals } from './commands/approvals.ts';
import { showAudit, verifyAudit } from './commands/audit.ts';
import { call } from './commands/call.ts';
import { connect } from './commands/connect.ts';
import { doctor } from './commands/doctor.ts';
import { type ImportOptions, importServers, searchDirectory, testServer } from './commands/imports.ts';
import { listSecrets, removeSecret, setSecret, startOver, unlock } from './commands/secrets.ts';
import { addServer, listServers, removeServer, showServerLog, startServer, stopServer } from './commands/servers.ts';
import { shim, start } from './commands/start.ts';
import { signIn, signOut } from './commands/sign-ins.ts';
import { status } from './commands/status.ts';
import { validate } from './commands/validate.ts';
import type { Command } from './invocation.ts';

/** Options that every command takes, on either side of its name. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly home?: string;
}

/** Runs a command with the options that came with it. */
export type Runner = (command: Command, options: CommonOptions) => Promise<void>;

/** The commands of contracts.md, "Commands", as far as this version has them. */
export function patchbayProgram(version: string, run: Runner): Program {
  const program = withCommonOptions(new Program('patchbay')).version(version);
  program.description('A local broker between AI apps and MCP servers').exitOverride().helpCommand(false);
  program.configureOutput({ outputError: (text, write) => write(sentenceOf(text)) });
  addRunning(program, run);
  addApps(program, run);
  addServers(program, run);
  addSecrets(program, run);
  addApprovals(program, run);
  addAudit(program, run);
  return program;
}

function addRunning(program: Program, run: Runner): void {
  command(program, 'start', 'Run Patchbay until it is stopped')
    .option('--headless', 'without a desktop: the window is a page in a browser')
    .option('--port <number>', 'port of that page (means --headless; default: a free one)')
    .addOption(new Option('--demo').hideHelp())
    .action((options, self: Program) => run(start(options), self.optsWithGlobals()));
  command(program, 'status', 'What runs, and how').action((_, self: Program) => run(status, self.optsWithGlobals()));
  command(program, 'doctor', 'Look at everything that can be wrong').action((_, self: Program) => run(doctor, self.optsWithGlobals()));
  command(program, 'validate', 'Check config.yaml or another file')
    .argument('[file]')
    .action((file: string | undefined, _, self: Program) => run(validate(file), self.optsWithGlobals()));
  command(program, 'call', 'Call one tool as the app "cli"')
    .argument('<tool>', 'server.tool, or a tool that is shown')
    .argument('[arguments]', 'a JSON object')
    .action((tool: string, given: string | undefined, _, self: Program) => run(call(tool, given), self.optsWithGlobals()));
  command(program, 'connect', 'Print what to paste into an app')
    .argument('<app>', 'one that "patchbay apps" names, or another', appName)
    .option('--http', 'for an app that takes a URL')
    .action((app: string, { http }: { http?: boolean }, self: Program) => run(connect(app, http === true), self.optsWithGlobals()));
  command(program, 'shim', 'Speak MCP on stdin and stdout')
    .requiredOption('--app <name>')
    .action(({ app }: { app: string }, self: Program) => run(shim(app), self.optsWithGlobals()));
}

function addApps(program: Program, run: Runner): void {
  command(program, 'apps', 'The AI apps on this computer, and how each stands').action((_, self: Program) =>
    run(listApps, self.optsWithGlobals()),
  );
  const dryRun = ['--dry-run', 'show what would change, and write nothing'] as const;
  for (const [word, description, make] of [
    ['wire', "Put Patchbay into an app's settings", wire],
    ['unwire', "Take Patchbay out of an app's settings", unwire],
  ] as const) {
    command(program, word, description)
      .argument('<app>', 'as "patchbay apps" names it', appName)
      .option('--project <dir>', 'the settings of one project instead of your own')
      .option(...dryRun)
      .action((app: string, options: WiringOptions, self: Program) => run(make(app, options), self.optsWithGlobals()));
  }
  command(program, 'backups', "What was kept of an app's settings before each change")
    .argument('<app>', 'as "patchbay apps" names it', appName)
    .action((app: string, _, self: Program) => run(listBackups(app), self.optsWithGlobals()));
  command(program, 'restore', "Put a backup of an app's settings back")
    .argument('<app>', 'as "patchbay apps" names it', appName)
    .option('--to <backup>', 'its id (default: what brings lost servers back, else the newest)')
    .option(...dryRun)
    .option('--yes', 'also where something is lost with it')
    .action((app: string, { to, ...options }: RestoreOptions & { to?: string }, self: Program) =>
      run(restore(app, to, options), self.optsWithGlobals()),
    );
  command(program, 'guard', 'What to do when an app loses its entry: tell, mend or off')
    .argument('<app>', 'as "patchbay apps" names it', appName)
    .argument('<what>')
    .action((app: string, what: string, _, self: Program) => run(guard(app, what), self.optsWithGlobals()));
}

function addServers(program: Program, run: Runner): void {
  const servers = command(program, 'servers', 'The servers').action((_, self: Program) => run(listServers, self.optsWithGlobals()));
  command(servers, 'add', 'Add a server: servers add NAME -- COMMAND ARGS…, or servers add NAME --url ADDRESS')
    .argument('<name>')
    .argument('[command...]', 'the command that runs it, after --')
    .option('--url <address>', 'of a remote server')
    .option('--header <Name: value>', 'sent to the remote server; may be repeated', collect, [])
    .option('--env <NAME=value>', 'a variable for it; may be repeated', collect, [])
    .option('--env-secret <NAME=secret>', 'a variable whose value is a secret of the vault; may be repeated', collect, [])
    .option('--cwd <dir>', 'the folder that it runs in')
    .action(
      (
        name: string,
        words: string[],
        options: { env: string[]; envSecret: string[]; header: string[]; cwd?: string; url?: string },
        self: Program,
      ) => run(addServer({ name, command: words, ...options }), self.optsWithGlobals()),
    );
  for (const [word, description, make] of [
    ['remove', 'Take a server out of config.yaml', removeServer],
    ['start', 'Start a server now', startServer],
    ['stop', 'Stop a server; the next call starts it again', stopServer],
    ['sign-in', 'Sign in at a remote server, in a browser on this computer', signIn],
    ['sign-out', 'Forget the sign-in at a remote server', signOut],
  ] as const) {
    command(servers, word, description)
      .argument('<name>')
      .action((name: string, _, self: Program) => run(make(name), self.optsWithGlobals()));
  }
  command(servers, 'log', 'What a server wrote to its stderr')
    .argument('<name>')
    .option('--lines <number>', 'how many of the last lines', Number, 200)
    .action((name: string, { lines }: { lines: number }, self: Program) => run(showServerLog(name, lines), self.optsWithGlobals()));
  addImports(program, servers, run);
}

function addImports(program: Program, servers: Program, run: Runner): void {
  command(servers, 'import', 'Show the servers of other apps, a file or stdin, and add those that you name')
    .argument('[from]', 'an app, a file (also an .mcpb bundle), directory:SERVER, or - for stdin; left out: everything that is found')
    .option('--add <name>', 'add this one; may be repeated', collect, [])
    .option('--all', 'add all that are not there yet')
    .option('--answer <KEY=VALUE>', 'what a server asks for; may be repeated', collect, [])
    .action((from: string | undefined, options: ImportOptions, self: Program) => run(importServers(from, options), self.optsWithGlobals()));
  command(servers, 'test', 'Start a server, and call one tool of it that only reads')
    .argument('<name>')
    .action((name: string, _, self: Program) => run(testServer(name), self.optsWithGlobals()));
  command(program, 'directory', 'Well-known servers')
    .argument('[search...]')
    .action((words: string[], _, self: Program) => run(searchDirectory(words), self.optsWithGlobals()));
}

function addSecrets(program: Program, run: Runner): void {
  const secrets = command(program, 'secrets', 'The secrets of the vault, by name').action((_, self: Program) =>
    run(listSecrets, self.optsWithGlobals()),
  );
  command(secrets, 'set', 'Set a secret: its value is typed, or read from stdin')
    .argument('<name>')
    .action((name: string, _, self: Program) => run(setSecret(name), self.optsWithGlobals()));
  command(secrets, 'remove', 'Forget a secret')
    .argument('<name>')
    .action((name: string, _, self: Program) => run(removeSecret(name), self.optsWithGlobals()));
  command(secrets, 'start-over', "Begin an empty vault where the old one can't be opened any more")
    .option('--yes', 'also though every secret has to be set again')
    .action(({ yes }: { yes?: boolean }, self: Program) => run(startOver(yes === true), self.optsWithGlobals()));
  command(program, 'unlock', "Ask the system's keychain for the key of the vault again").action((_, self: Program) =>
    run(unlock, self.optsWithGlobals()),
  );
}

function addApprovals(program: Program, run: Runner): void {
  command(program, 'approvals', 'What waits for an answer').action((_, self: Program) => run(listApprovals, self.optsWithGlobals()));
  command(program, 'approve', 'Say yes, from a terminal')
    .argument('<id>')
    .option('--always', 'and from now on, as far as "patchbay approvals" says')
    .action((id: string, { always }: { always?: boolean }, self: Program) => run(approve(id, always === true), self.optsWithGlobals()));
  command(program, 'deny', 'Say no, from a terminal')
    .argument('<id>')
    .action((id: string, _, self: Program) => run(deny(id), self.optsWithGlobals()));
  command(program, 'answer', 'Answer what a server asks, from a terminal')
    .argument('<id>')
    .option('--field <NAME=VALUE>', 'one field of its form; once for each', collect, [])
    .option('--accept', 'a form without answers, or: done on its page')
    .option('--decline', 'say no')
    .option('--cancel', 'put it off')
    .action((id: string, options: AnswerOptions, self: Program) => run(answerElicitation(id, options), self.optsWithGlobals()));
}

function addAudit(program: Program, run: Runner): void {
  const audit = command(program, 'audit', 'The log')
    .option('--since <time>', 'a date, or how long ago: 30m, 12h, 7d')
    .option('--server <name>')
    .option('--app <name>')
    .option('--search <words>', 'in app, server, tool, arguments and detail')
    .option('--status <status>', 'pending, ok, error, denied or interrupted')
    .option('--limit <number>', 'the newest so many', '100')
    .action((options, self: Program) => run(showAudit(options), self.optsWithGlobals()));
  command(audit, 'verify', 'Check that nobody changed the log').action((_, self: Program) => run(verifyAudit, self.optsWithGlobals()));
}

function command(parent: Program, name: string, description: string): Program {
  return withCommonOptions(parent.command(name).description(description)).allowExcessArguments(false);
}

function withCommonOptions(program: Program): Program {
  return program
    .option('--json', 'one JSON value instead of text')
    .option('--home <dir>', 'the home to work with (default: PATCHBAY_HOME, else the platform’s own)');
}

function collect(value: string, earlier: readonly string[]): string[] {
  return [...earlier, value];
}

/** Of `error: unknown option '--jsn'` and a second line with a guess. */
function sentenceOf(text: string): string {
  const told = text
    .replace(/^error: /, '')
    .replaceAll('\n', ' ')
    .trim()
    .replace(/\.$/, '');
  return `${told.charAt(0).toUpperCase()}${told.slice(1)}: "patchbay --help" tells what there is.\n`;
}
