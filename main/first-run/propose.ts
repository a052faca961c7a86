import { NamedError } from '../../contract/errors.ts';
import type { SetUpProposal } from '../../contract/first-run.ts';
import type { ImportCandidate, ImportSource } from '../../contract/imports.ts';
import type { KnownApp } from '../../contract/known-apps.ts';
import type { SetUpActions } from './set-up-actions.ts';

type SetUpApp = SetUpProposal['apps'][number];

/** Everything that could be done on this computer, and what couldn't, with its reason. Looks at the disk and changes nothing. */
export async function propose(actions: SetUpActions): Promise<SetUpProposal> {
  const [known, sources] = await Promise.all([actions['apps.known']({}), actions['imports.find']({})]);
  const apps = await Promise.all(known.map((app) => proposedApp(app, actions)));
  // What the app itself says about its file is said once.
  const said = new Set(known.filter(({ state }) => state === 'unreadable').map(({ id }) => id));
  const { servers, leftOut } = proposedServers(sources.map((source) => (said.has(source.app ?? '') ? { ...source, fault: null } : source)));
  return {
    apps: apps.filter((app) => typeof app === 'object' && app !== null),
    servers,
    leftOut: [...apps.filter((app) => typeof app === 'string'), ...leftOut],
  };
}

/** A sentence: why it is left out. Null: there is nothing to say. */
async function proposedApp(app: KnownApp, actions: SetUpActions): Promise<SetUpApp | string | null> {
  const { id, label, state, wiring, message } = app;
  if (state === 'unreadable') return `${label}: ${message}`;
  if (state !== 'installed' || wiring === 'import-only') return null;
  if (wiring === 'snippet') return `${label} takes one paste into its own settings: the page Apps shows what and where.`;
  try {
    const { changes, warnings } = await actions['apps.plan']({ app: id, action: 'wire', takeOver: [] });
    const gates = app.gates.map(({ reason, where }) => `${reason} ${where}`);
    return { app: id, label, path: changes.map(({ path }) => path).join(', '), warnings: [...warnings, ...gates] };
  } catch (error) {
    if (!(error instanceof NamedError)) throw error;
    return `${label}: ${error.message}`;
  }
}

/** Each server once, with all the places that it was found in; not those that Patchbay has. Pure. */
export function proposedServers(sources: readonly ImportSource[]): Pick<SetUpProposal, 'servers' | 'leftOut'> {
  const found = sources.flatMap((source) => source.candidates);
  const single = found.filter(({ duplicateOf, sameAs }) => duplicateOf === null && sameAs === null);
  return {
    servers: single.filter((candidate) => openQuestions(candidate) === '').map((candidate) => withAllSources(candidate, found)),
    leftOut: [
      ...sources.flatMap(({ label, fault }) => (fault === null ? [] : [`${label}: ${fault}`])),
      ...single.flatMap((candidate) => {
        const asks = openQuestions(candidate);
        return asks === '' ? [] : [`${candidate.title} (${candidate.source}) asks for ${asks} first: add it on the page Servers.`];
      }),
    ],
  };
}

function openQuestions({ questions }: ImportCandidate): string {
  return questions
    .filter((question) => question.required && question.default === null)
    .map(({ label }) => label)
    .join(', ');
}

function withAllSources(candidate: ImportCandidate, found: readonly ImportCandidate[]): ImportCandidate {
  const others = found.filter(({ sameAs }) => sameAs === candidate.id).map(({ source }) => source);
  return { ...candidate, source: [...new Set([candidate.source, ...others])].join(', ') };
}
