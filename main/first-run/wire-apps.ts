import { NamedError } from '../../contract/errors.ts';
import type { KnownApp } from '../../contract/known-apps.ts';
import type { SetUpActions } from './set-up-actions.ts';
import { type TakeParts, without } from './take-servers.ts';

export interface WireWish {
  readonly apps: readonly string[];
  /** Servers of Patchbay that leave the apps' own files. */
  readonly moveOut: readonly string[];
}

/** Connects the apps one after the other. */
export async function wireApps({ apps, moveOut }: WireWish, parts: TakeParts): Promise<void> {
  const known = await parts.actions['apps.known']({});
  for (const id of apps) {
    const app = known.find((candidate) => candidate.id === id);
    const label = app?.label ?? id;
    const words = { doing: `Connecting ${label}`, done: `${label} was connected`, failed: `${label} wasn’t connected` };
    await parts.steps.run(words, () => wire(id, app, moveOut, parts));
  }
}

async function wire(id: string, app: KnownApp | undefined, moveOut: readonly string[], parts: TakeParts): Promise<string> {
  const { actions, memory, wiredSince } = parts;
  if (app === undefined) throw new NamedError('not_found', `Patchbay knows no app called ${id}.`);
  if (isWired(app)) throw new NamedError('conflict', `${app.label} knows Patchbay already: there is nothing to do.`);
  memory.change((record) => ({ apps: [...without(record.apps, [id]), id] }));
  try {
    const takeOver = moveOut.length === 0 ? [] : await movable(id, moveOut, actions);
    const { reload } = await planAndApply(id, takeOver, actions);
    const since = await wiredSince(id);
    if (since !== null) memory.change(({ wirings }) => ({ wirings: { ...wirings, [id]: since } }));
    return reload;
  } catch (error) {
    memory.change((record) => ({ apps: without(record.apps, [id]) }));
    throw error;
  }
}

/** A file that changes between the look and the write is looked at once more. */
async function planAndApply(app: string, takeOver: string[], actions: SetUpActions): Promise<KnownApp> {
  const attempt = async () => {
    const plan = await actions['apps.plan']({ app, action: 'wire', takeOver });
    return actions['apps.apply']({ plan: plan.id });
  };
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof NamedError && error.code === 'conflict') return attempt();
    throw error;
  }
}

/** What this app still starts itself, of those that Patchbay has now. */
async function movable(app: string, servers: readonly string[], actions: SetUpActions): Promise<string[]> {
  const sources = await actions['imports.find']({});
  return sources
    .flatMap((source) => source.candidates)
    .filter((candidate) => candidate.app === app && candidate.duplicateOf !== null && servers.includes(candidate.duplicateOf))
    .map(({ id }) => id);
}

/** In the person's own files. */
export function isWired({ files }: KnownApp): boolean {
  return files.some(({ wired, scope }) => wired && scope === 'user');
}
