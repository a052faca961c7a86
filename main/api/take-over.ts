import { isDeepStrictEqual } from 'node:util';
import { NamedError } from '../../contract/errors.ts';
import type { ImportCandidate } from '../../contract/imports.ts';
import type { AppLook } from '../clients/app-look.ts';
import type { Imports } from '../imports/imports.ts';
import type { Taking } from '../imports/server-taker.ts';

/** What takeovers need of the imports. */
export type TakeOverImports = Pick<Imports, 'standing' | 'foundName' | 'takeAll'>;

export interface TakeOver {
  /** Servers that leave the app's files, by their names there. */
  readonly names: readonly string[];
  /** Those that Patchbay doesn't have yet, by their names there. */
  readonly takings: ReadonlyMap<string, Taking>;
  /** Why some stay where they are. */
  readonly warnings: readonly string[];
}

/**
 * What taking over these candidates means for the app in whose files they were found.
 * @throws NamedError `not_found` (a candidate is no longer held, was changed since, or is of another app), `invalid_input` (one needs answers first).
 */
export async function takeOverOf(ids: readonly string[], look: AppLook, imports: TakeOverImports): Promise<TakeOver> {
  const names: string[] = [];
  const takings = new Map<string, Taking>();
  const warnings: string[] = [];
  const standing = await imports.standing(ids);
  for (const id of ids) {
    const candidate = standing.get(id);
    const name = imports.foundName(id);
    if (candidate === undefined || name === null || candidate.app !== look.client.id) {
      throw new NamedError('not_found', 'A server to take over was found too long ago, or was changed since: look for it again.');
    }
    const reason = whyItStays(name, look);
    if (reason !== null) warnings.push(reason);
    else names.push(name);
    if (reason === null && candidate.duplicateOf === null) takings.set(name, { id, name: candidate.name, answers: answersOf(candidate) });
  }
  return { names, takings, warnings };
}

interface Change {
  /** Servers that leave the app's files, by their names there. */
  readonly takes: readonly string[];
  /** To the app's files: all of it or nothing. */
  readonly apply: () => Promise<void>;
  /** The app as its files say it is now. */
  readonly look: () => Promise<AppLook>;
}

/**
 * Adds what Patchbay doesn't have yet, then changes the app's files; where that fails, what was added is taken back.
 * @throws NamedError `conflict` where one can't be added, and as `apply` does. Nothing has changed then.
 */
export async function takeOver(change: Change, { takings }: TakeOver, imports: TakeOverImports): Promise<void> {
  const taken = await imports.takeAll(change.takes.flatMap((name) => takings.get(name) ?? []));
  try {
    await change.apply();
  } catch (error) {
    // Another program that wrote in the same moment may have taken them out; then they are only here.
    if (stand(change.takes, await change.look())) await taken.takeBack();
    else taken.keep();
    throw error;
  }
  taken.keep();
}

function stand(names: readonly string[], { files }: AppLook): boolean {
  const standing = new Set(files.flatMap(({ servers }) => servers.map(({ name }) => name)));
  return names.every((name) => standing.has(name));
}

/** A name can stand in several places of an app for different servers; then it is the person's to tell them apart. */
function whyItStays(name: string, { client, files }: AppLook): string | null {
  const standing = files.flatMap(({ file, servers }) =>
    servers.filter((server) => server.name === name).map((server) => ({ file, server })),
  );
  const [first] = standing;
  if (first === undefined) return `${name} no longer stands in the settings of ${client.label}.`;
  const isOne = standing.every(({ server }) => isDeepStrictEqual(server.way, first.server.way));
  const isWithin = standing.every(({ file, server }) => file.writes && isDeepStrictEqual(server.keyPath, file.place.keyPath));
  if (isOne && isWithin) return null;
  return `${name} stands in more than one place of ${client.label}, or where Patchbay writes nothing: it stays there.`;
}

function answersOf({ title, questions }: ImportCandidate): Record<string, string> {
  const open = questions.filter((question) => question.required && question.default === null);
  if (open.length > 0) {
    throw new NamedError(
      'invalid_input',
      `${title} has to be told ${open.map(({ label }) => label).join(', ')}: add it on the page Servers first.`,
    );
  }
  return Object.fromEntries(questions.flatMap((question) => (question.default === null ? [] : [[question.key, question.default]])));
}
