import { NamedError } from '../../contract/errors.ts';
import type { ImportCandidate } from '../../contract/imports.ts';
import type { SetUpActions } from './set-up-actions.ts';
import type { SetUpMemory } from './set-up-record.ts';
import type { Steps } from './steps.ts';

export interface TakeParts {
  readonly actions: SetUpActions;
  readonly memory: SetUpMemory;
  /** As of `FirstRunParts`. */
  readonly wiredSince: (app: string) => Promise<string | null>;
  readonly steps: Steps;
}

/** Adds the servers one after the other, their secrets to the vault first. Resolves with the names under which they are there now. */
export async function takeServers(candidates: readonly ImportCandidate[], parts: TakeParts): Promise<string[]> {
  const secrets = new Set((await parts.actions['secrets.list']({})).filter(({ missing }) => !missing).map(({ name }) => name));
  const taken: string[] = [];
  for (const candidate of candidates) {
    const { title, name } = candidate;
    const done = title === name ? `${title} was taken over` : `${title} was taken over as ${name}`;
    const words = { doing: `Taking over ${title}`, done, failed: `${title} wasn’t taken over` };
    const fresh = candidate.secrets.map((secret) => secret.name).filter((secret) => !secrets.has(secret));
    if (await parts.steps.run(words, () => take(candidate, fresh, parts))) taken.push(name);
  }
  return taken;
}

async function take({ id, name, questions }: ImportCandidate, secrets: readonly string[], { actions, memory }: TakeParts): Promise<string> {
  if (await isThere(name, actions))
    throw new NamedError('conflict', `There is already a server called ${name}: add it on the page Servers.`);
  // Written down first: what a kill leaves half done can be taken back, too.
  memory.change((record) => ({ servers: [...record.servers, name], secrets: [...record.secrets, ...secrets] }));
  try {
    const answers = Object.fromEntries(
      questions.flatMap((question) => (question.default === null ? [] : [[question.key, question.default]])),
    );
    const { failed } = await actions['imports.take']({ servers: [{ id, name, answers }] });
    const [failure] = failed;
    if (failure !== undefined) throw new NamedError('internal', failure.message);
    await noteTaken(name, secrets, { actions, memory });
  } catch (error) {
    if (!(await isThere(name, actions))) memory.change((record) => ({ servers: without(record.servers, [name]) }));
    throw error;
  }
  return secrets.length === 0 ? '' : `${secrets.length === 1 ? '1 secret' : `${secrets.length} secrets`} moved into the vault.`;
}

/** What would no longer be ours if it were another. */
async function noteTaken(
  name: string,
  secrets: readonly string[],
  { actions, memory }: Pick<TakeParts, 'actions' | 'memory'>,
): Promise<void> {
  const added = (await actions['servers.list']({})).find((server) => server.name === name);
  if (added !== undefined) memory.change(({ commands }) => ({ commands: { ...commands, [name]: added.command } }));
  const stored = (await actions['secrets.list']({})).flatMap((secret): [string, string][] =>
    secrets.includes(secret.name) && secret.changedAt !== null ? [[secret.name, secret.changedAt]] : [],
  );
  memory.change(({ values }) => ({ values: { ...values, ...Object.fromEntries(stored) } }));
}

async function isThere(name: string, actions: SetUpActions): Promise<boolean> {
  return (await actions['servers.list']({})).some((server) => server.name === name);
}

export function without(all: readonly string[], gone: readonly string[]): string[] {
  return all.filter((each) => !gone.includes(each));
}
