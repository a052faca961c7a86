import { stat } from 'node:fs/promises';
import { isAbsolute, normalize } from 'node:path';
import { NamedError } from '../../contract/errors.ts';
import type { WiringPlan } from '../../contract/known-apps.ts';
import { appLaunch, type ShimPlace } from '../clients/app-launch.ts';
import type { AppLook } from '../clients/app-look.ts';
import type { AppGuard } from '../clients/guard/app-guard.ts';
import type { GuardMemory } from '../clients/guard/guard-memory.ts';
import type { Client } from '../clients/known/client.ts';
import { clientById } from '../clients/known/clients.ts';
import { type KnownApps, serversBeside } from '../clients/known-apps.ts';
import type { Disk, Machine } from '../clients/machine.ts';
import { isSameBytes } from '../clients/wiring/hash.ts';
import { planView } from '../clients/wiring/plan-view.ts';
import type { Plan } from '../clients/wiring/wired-file.ts';
import type { Wiring } from '../clients/wiring/wiring.ts';
import { wiringApp } from '../clients/wiring-app.ts';
import { OneAtATime } from '../lib/one-at-a-time.ts';
import { type AppKeys, newKey } from '../listener/app-keys.ts';
import { setGuardIn } from '../settings/edit-yaml.ts';
import type { SettingsFile } from '../settings/settings-file.ts';
import type { Api } from './api.ts';
import { type KeptPlan, keptPlans } from './kept-plans.ts';
import { takeOver, type TakeOver, type TakeOverImports, takeOverOf } from './take-over.ts';

export interface KnownAppsApiParts extends ShimPlace {
  readonly known: KnownApps;
  readonly wiring: Wiring;
  readonly guard: AppGuard;
  readonly memory: GuardMemory;
  readonly keys: AppKeys;
  readonly machine: Machine;
  readonly disk: Disk;
  readonly settings: SettingsFile;
  readonly imports: TakeOverImports;
  /** Puts what the person did into the log. */
  readonly note: (did: { readonly kind: string; readonly app: string; readonly detail: string }) => void;
  /** Tells everybody who shows apps. */
  readonly changed: () => void;
}

type KnownAppsApi = Pick<Api, 'apps.known' | 'apps.plan' | 'apps.apply' | 'apps.backups' | 'apps.guard'>;

const takesNothing: TakeOver = { names: [], takings: new Map(), warnings: [] };

const done = { wire: 'app.wired', unwire: 'app.unwired', restore: 'app.restored' } as const;

export function knownAppsApi(parts: KnownAppsApiParts): KnownAppsApi {
  const turns = new OneAtATime();
  const plans = keptPlans();
  return {
    'apps.known': () => parts.known.list(),
    'apps.plan': async (input) => {
      const client = clientNamed(input.app);
      const kept = await planned(client, input, parts);
      plans.set(kept.plan.id, kept);
      return viewOf(kept, client, parts);
    },
    'apps.apply': ({ plan: id }) =>
      turns.run(async () => {
        const kept = plans.get(id);
        if (kept === undefined) throw new NamedError('not_found', 'This plan is too old, or was done already: look at the changes again.');
        await apply(kept, parts);
        plans.delete(id);
        return parts.known.view(clientNamed(kept.plan.app));
      }),
    'apps.backups': ({ app }) => parts.wiring.backups(clientNamed(app).id),
    'apps.guard': async ({ app, guard }) => {
      const client = clientNamed(app);
      await parts.settings.edit((document) => setGuardIn(document, app, guard));
      parts.memory.forgive(
        app,
        (await parts.known.wired(app)).map(({ path }) => path),
      );
      await parts.guard.checkAll();
      parts.changed();
      return parts.known.view(client);
    },
  };
}

/** @throws NamedError `not_found`. */
export function clientNamed(app: string): Client {
  const client = clientById(app);
  if (client !== null) return client;
  throw new NamedError('not_found', `Patchbay knows no app called ${app}: "patchbay apps" lists those that it knows.`, { app });
}

interface PlanInput {
  readonly action: WiringPlan['action'];
  readonly project?: string | undefined;
  readonly backup?: string | undefined;
  readonly takeOver: readonly string[];
}

async function planned(client: Client, input: PlanInput, parts: KnownAppsApiParts): Promise<KeptPlan> {
  const { action, project, backup } = input;
  const { wiring, keys, machine, disk } = parts;
  const key = (await keys.get(client.id)) ?? newKey();
  const launch = appLaunch(parts, client.id, key);
  const app = await wiringApp(client, { machine, disk, launch, project: project === undefined ? null : await projectFolder(project) });
  if (action === 'restore') {
    if (backup === undefined) throw new NamedError('invalid_input', `Say which backup: "patchbay backups ${client.id}" lists them.`);
    return { plan: await wiring.planRestore(app, backup), key, taking: takesNothing };
  }
  refuseWithoutFile(client, project, app.files.length);
  if (action === 'unwire') return { plan: await wiring.planUnwire(app), key, taking: takesNothing };
  const taking = await takenWith(client, input, parts);
  return { plan: await wiring.planWire(app, { takeOver: taking.names }), key, taking };
}

/** Only servers of the person's own settings are found, and so only they are taken over. */
async function takenWith(client: Client, { takeOver: ids, project }: PlanInput, { known, imports }: KnownAppsApiParts): Promise<TakeOver> {
  if (ids.length === 0) return takesNothing;
  if (project !== undefined)
    throw new NamedError('invalid_input', 'Servers are taken over from your own settings: wire those, not a project.');
  return takeOverOf(ids, (await known.look(client)).look, imports);
}

function refuseWithoutFile(client: Client, project: string | undefined, files: number): void {
  const { id, label, wiring, reload } = client;
  if (wiring === 'snippet') {
    throw new NamedError('conflict', `${label} has no file that another program may write. Run "patchbay connect ${id}". ${reload.how}`);
  }
  if (wiring === 'import-only')
    throw new NamedError('conflict', `${label} can't be wired: "patchbay servers import ${id}" takes its servers over. ${reload.how}`);
  if (files > 0) return;
  throw new NamedError(
    'not_found',
    project === undefined
      ? `${label} has no file on this kind of computer that Patchbay knows of. Run "patchbay connect ${id}" for an entry to paste.`
      : `${label} has no file for a single project: wire it without one.`,
  );
}

async function projectFolder(project: string): Promise<string> {
  const found = isAbsolute(project) ? await stat(project).catch(() => null) : null;
  if (found?.isDirectory() !== true)
    throw new NamedError('invalid_input', `${project} is no folder: name the folder of the project.`, { project });
  return normalize(project).replace(/(?<=.)[/\\]$/, '');
}

async function viewOf({ plan, taking }: KeptPlan, client: Client, { known }: KnownAppsApiParts): Promise<WiringPlan> {
  const view = { ...planView(plan), warnings: [...plan.warnings, ...taking.warnings] };
  if (plan.action !== 'wire' || (await known.look(client)).look.isInstalled) return view;
  return { ...view, warnings: [`${client.label} doesn't seem to be on this computer.`, ...view.warnings] };
}

async function apply({ plan, key, taking }: KeptPlan, parts: KnownAppsApiParts): Promise<void> {
  const { keys, wiring, known, memory, guard, note, imports } = parts;
  if (plan.action === 'wire' && !(await keys.mint(plan.app, key)).equals(key)) {
    throw new NamedError(
      'conflict',
      'The key of this app was made by somebody else meanwhile. Nothing was changed: look at the changes again.',
    );
  }
  // To start a server may take a minute: what can be told before is told before.
  await wiring.check(plan);
  const lookAtApp = () => known.look(clientNamed(plan.app));
  const { found } = await lookAtApp();
  await takeOver({ takes: plan.takesOver, apply: () => wiring.apply(plan), look: async () => (await lookAtApp()).look }, taking, imports);
  // What is gone with the entry stays told when that is back.
  memory.note(plan.app, found, false);
  begin(plan, (await lookAtApp()).look, memory);
  note({ kind: done[plan.action], app: plan.app, detail: plan.changes.map(({ path }) => path).join(', ') });
  await guard.checkAll();
  parts.changed();
}

/** What the guard knows of the files from now on. Putting the entry back says nothing of other servers that are gone with it. */
function begin({ app, action, changes }: Plan, look: AppLook, memory: GuardMemory): void {
  const paths = changes.map(({ path }) => path);
  memory.startAnew(app, paths);
  for (const path of paths) memory.meets(app, path, serversBeside(look, path));
  const settled = changes.filter(({ before, after }) => action !== 'wire' || isSameBytes(before, after));
  memory.letGo(
    app,
    settled.map(({ path }) => path),
  );
}
