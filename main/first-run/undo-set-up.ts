import { NamedError } from '../../contract/errors.ts';
import type { SetUpRecord } from './set-up-record.ts';
import { type TakeParts, without } from './take-servers.ts';
import { isWired } from './wire-apps.ts';

/** Takes back what setting up brought, the last first. What can't be taken back stays written down, so that it can be tried again. */
export async function undoSetUp(record: SetUpRecord, parts: TakeParts): Promise<void> {
  for (const app of record.apps.toReversed()) {
    if (await unwire(app, record.wirings[app], parts)) parts.memory.change(({ apps }) => ({ apps: without(apps, [app]) }));
  }
  for (const server of record.servers.toReversed()) {
    if (await remove(server, record.commands[server], parts))
      parts.memory.change(({ servers }) => ({ servers: without(servers, [server]) }));
  }
  for (const secret of record.secrets) {
    if (await forget(secret, record.values[secret], parts)) parts.memory.change(({ secrets }) => ({ secrets: without(secrets, [secret]) }));
  }
}

/** An app that the person connected anew isn't ours any more. */
async function unwire(id: string, since: string | undefined, { actions, steps, wiredSince }: TakeParts): Promise<boolean> {
  const app = (await actions['apps.known']({})).find((candidate) => candidate.id === id);
  if (app === undefined || (!isWired(app) && app.state !== 'drifted')) return true;
  const { label } = app;
  if (since !== undefined && since !== (await wiredSince(id))) {
    const left = `${label} stays connected`;
    return steps.run({ doing: `Looking at ${label}`, done: left, failed: left }, () =>
      Promise.resolve('It was connected anew since: disconnect it on the page Apps.'),
    );
  }
  const words = { doing: `Disconnecting ${label}`, done: `${label} was disconnected`, failed: `${label} is still connected` };
  return steps.run(words, async () => {
    const plan = await actions['apps.plan']({ app: id, action: 'unwire', takeOver: [] });
    await actions['apps.apply']({ plan: plan.id });
    return 'Its file no longer names Patchbay.';
  });
}

/** A server that was changed, or replaced by another of its name, isn't ours any more. */
async function remove(server: string, command: string | undefined, { actions, steps }: TakeParts): Promise<boolean> {
  const present = (await actions['servers.list']({})).find(({ name }) => name === server);
  if (present === undefined) return true;
  const words = { doing: `Removing ${server}`, done: `${server} was removed`, failed: `${server} is still there` };
  return steps.run(words, async () => {
    if (command !== undefined && present.command !== command)
      throw new NamedError('conflict', 'It was changed since: remove it on the page Servers.');
    await actions['servers.remove']({ name: server });
    return '';
  });
}

/** A secret that another server uses by now, or that has another value, isn't ours any more. */
async function forget(secret: string, stored: string | undefined, { actions, steps }: TakeParts): Promise<boolean> {
  const found = (await actions['secrets.list']({})).find(({ name, missing }) => name === secret && !missing);
  if (found === undefined) return true;
  const words = {
    doing: `Removing the secret ${secret}`,
    done: `The secret ${secret} was removed`,
    failed: `The secret ${secret} is still there`,
  };
  return steps.run(words, async () => {
    if (found.usedBy.length > 0) throw new NamedError('conflict', `${found.usedBy.join(', ')} uses it: remove it on the page Settings.`);
    if (stored !== undefined && stored !== found.changedAt)
      throw new NamedError('conflict', 'It was changed since: remove it on the page Settings.');
    await actions['secrets.remove']({ name: secret });
    return '';
  });
}
