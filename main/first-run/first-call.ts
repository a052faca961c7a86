import { NamedError } from '../../contract/errors.ts';
import type { SetUpResult } from '../../contract/first-run.ts';
import type { Server } from '../../contract/models.ts';
import { takeServers, type TakeParts } from './take-servers.ts';

type FirstCall = NonNullable<SetUpResult['call']>;

/** Of the servers that were just taken over; some take long to start, and the person waits. */
const triedAtMost = 3;
const builtIn = 'memory';

/** Calls one harmless tool: of a server that was just taken over, else of a built-in one. Null: `steps` say why. */
export async function firstCall(taken: readonly string[], parts: TakeParts): Promise<FirstCall | null> {
  const servers = await parts.actions['servers.list']({});
  const tried = servers.filter(({ name, state }) => taken.includes(name) && state !== 'needs-approval').slice(0, triedAtMost);
  for (const server of [...tried, ...(await ownServer(servers, parts))]) {
    const call = await callOne(server.name, parts);
    if (call !== null) return call;
  }
  return null;
}

/** The built-in memory answers at once; it is added where there is no other server. */
async function ownServer(servers: readonly Server[], parts: TakeParts): Promise<readonly Server[]> {
  const own = servers.filter(({ kind }) => kind === 'builtin');
  if (own.length > 0 || servers.length > 0) return own;
  const candidate = await parts.actions['imports.fromDirectory']({ entry: builtIn });
  await takeServers([candidate], parts);
  return (await parts.actions['servers.list']({})).filter(({ kind }) => kind === 'builtin');
}

async function callOne(server: string, { actions, steps }: TakeParts): Promise<FirstCall | null> {
  let call: FirstCall | null = null;
  const words = { doing: `Calling ${server}`, done: `${server} runs`, failed: `${server} doesn’t answer yet` };
  await steps.run(words, async () => {
    const { ok, message, tool, answer, durationMs } = await actions['servers.test']({ name: server });
    if (!ok) throw new NamedError('upstream_failed', message);
    if (tool !== null) call = { tool: `${server}.${tool}`, ok, answer: answer ?? '', durationMs };
    return message;
  });
  return call;
}
