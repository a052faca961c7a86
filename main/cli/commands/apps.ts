import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { NamedError } from '../../../contract/errors.ts';
import type { KnownApp, WiringPlan } from '../../../contract/known-apps.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { asOwner, type Command, type Invocation } from '../invocation.ts';
import { localTime, table } from '../output.ts';

/** Every app that Patchbay knows: those on this computer, and the names of the others. */
export const listApps: Command = async (invocation) => {
  const apps = await asOwner(invocation, (client) => client.call('apps.known', {}));
  invocation.output.result(apps, () => describeApps(apps));
  return exitCodes.done;
};

export interface WiringOptions {
  readonly project?: string;
  readonly dryRun?: boolean;
}

export function wire(app: string, options: WiringOptions): Command {
  return change({ app, action: 'wire', ...options });
}

export function unwire(app: string, options: WiringOptions): Command {
  return change({ app, action: 'unwire', ...options });
}

export interface RestoreOptions extends WiringOptions {
  /** What would be lost was read. */
  readonly yes?: boolean;
}

/** @param backup its id; left out: the one that brings lost servers back, else the newest. */
export function restore(app: string, backup: string | undefined, options: RestoreOptions): Command {
  return async (invocation) => {
    const wanted = backup ?? (await missed(app, invocation)) ?? (await newest(app, invocation));
    if (wanted === undefined) throw new NamedError('not_found', `There is no backup of ${app}: Patchbay has changed none of its files.`);
    return change({ app, action: 'restore', backup: wanted, ...options })(invocation);
  };
}

async function missed(app: string, invocation: Invocation): Promise<string | undefined> {
  const apps = await asOwner(invocation, (client) => client.call('apps.known', {}));
  return apps.find(({ id }) => id === app)?.drift.find(({ backup }) => backup !== undefined)?.backup?.id;
}

async function newest(app: string, invocation: Invocation): Promise<string | undefined> {
  return (await asOwner(invocation, (client) => client.call('apps.backups', { app })))[0]?.id;
}

export function listBackups(app: string): Command {
  return async (invocation) => {
    const backups = await asOwner(invocation, (client) => client.call('apps.backups', { app }));
    invocation.output.result(backups, () => {
      if (backups.length === 0) return [`There is no backup of ${app}: Patchbay has changed none of its files.`];
      const rows = backups.map(({ id, at, path, bytes, absent, reason }) => [
        id,
        localTime(at),
        absent ? 'no file' : `${bytes} bytes`,
        reason,
        path,
      ]);
      return table(['BACKUP', 'MADE', 'SIZE', 'WHEN', 'FILE'], rows);
    });
    return exitCodes.done;
  };
}

export function guard(app: string, what: string): Command {
  return async (invocation) => {
    if (what !== 'tell' && what !== 'mend' && what !== 'off') {
      throw new NamedError('invalid_input', `"${what}" is none of tell, mend and off.`);
    }
    const known = await asOwner(invocation, (client) => client.call('apps.guard', { app, guard: what }));
    invocation.output.result(known, () => [`${known.label}: ${guardWords[what]}`]);
    return exitCodes.done;
  };
}

const guardWords = {
  tell: 'when its entry is lost or changed, Patchbay tells you.',
  mend: 'when its entry is lost or changed, Patchbay puts it back.',
  off: "Patchbay doesn't look after its entry.",
};

interface Change extends WiringOptions {
  readonly app: string;
  readonly action: WiringPlan['action'];
  readonly backup?: string;
  readonly yes?: boolean;
}

function change({ app, action, project, backup, dryRun = false, yes = false }: Change): Command {
  return async (invocation) => {
    const folder = project === undefined ? undefined : await projectFolder(project);
    const input = { app, action, ...(folder !== undefined && { project: folder }), ...(backup !== undefined && { backup }) };
    const plan = await asOwner(invocation, (client) => client.call('apps.plan', input));
    for (const warning of plan.warnings) invocation.output.say(warning);
    if (folder !== undefined && action === 'wire' && plan.changes.length > 0) invocation.output.say(sharedKey);
    if (dryRun) return showPlan(plan, invocation);
    if (!yes) refuseLoss(plan, invocation);
    return applyPlan(plan, invocation);
  };
}

const sharedKey = "The entry holds the app's key: whoever gets the files of this project gets it, too.";

/** What would be lost is shown before anything is. @throws NamedError `conflict`. */
function refuseLoss({ app, changes }: WiringPlan, { output }: Invocation): void {
  const lost = changes.flatMap((each) => each.lost);
  if (lost.length === 0) return;
  for (const line of lostLines(lost)) output.say(line);
  throw new NamedError('conflict', `Nothing was changed. To restore ${app} and lose this, say it again with --yes.`, { lost });
}

function showPlan(plan: WiringPlan, { output }: Invocation): ExitCode {
  output.result(plan, () =>
    plan.changes.length === 0
      ? ['Nothing would change.']
      : plan.changes.flatMap(({ diff, lost }) => [...diff.trimEnd().split('\n'), ...lostLines(lost)]),
  );
  return exitCodes.done;
}

async function applyPlan(plan: WiringPlan, invocation: Invocation): Promise<ExitCode> {
  const known = await asOwner(invocation, (client) => client.call('apps.apply', { plan: plan.id }));
  invocation.output.result({ plan, app: known }, () => {
    const changed = plan.changes.flatMap(({ path, lost }) => [`Changed ${path}`, ...lostLines(lost)]);
    return [...(changed.length === 0 ? ['Nothing had to be changed.'] : changed), known.message, ...closedGates(plan, known)];
  });
  return exitCodes.done;
}

/** What still keeps the entry from being used, where the message doesn't say so: that of a project, beside one that is open. */
function closedGates({ action }: WiringPlan, { gates, message }: KnownApp): string[] {
  return action === 'wire' ? gates.flatMap(({ reason, where }) => (message.includes(reason) ? [] : [`${reason} ${where}`])) : [];
}

function lostLines(lost: readonly string[]): string[] {
  return lost.map((what) => `Lost with it: ${what}`);
}

async function projectFolder(project: string): Promise<string> {
  const folder = resolve(project);
  if ((await stat(folder).catch(() => null))?.isDirectory() !== true) throw new NamedError('invalid_input', `${folder} is no folder.`);
  return folder;
}

function describeApps(apps: readonly KnownApp[]): string[] {
  const here = apps.filter(({ state }) => state !== 'not-installed');
  const others = apps.filter(({ state }) => state === 'not-installed').map(({ id }) => id);
  const rows = here.map(({ id, state, message }) => [id, state, message]);
  const lost = here.flatMap(({ id, drift }) =>
    drift.filter(({ kind }) => kind === 'others-lost').map(({ message }) => `${message} "patchbay restore ${id}" brings them back.`),
  );
  const elsewhere = others.length === 0 ? [] : [`Not on this computer: ${others.toSorted().join(', ')}`];
  return [
    ...(here.length === 0 ? ['No app that Patchbay knows is on this computer.'] : table(['APP', 'STATE', 'WHAT ABOUT IT'], rows)),
    ...lost,
    ...elsewhere,
  ];
}
