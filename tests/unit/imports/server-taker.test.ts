import { beforeEach, describe, expect, it } from 'vitest';
import { draftOf, plain } from '../../../main/imports/draft.ts';
import { HeldCandidates } from '../../../main/imports/held-candidates.ts';
import { SecretNames } from '../../../main/imports/secret-names.ts';
import { ServerTaker } from '../../../main/imports/server-taker.ts';
import type { ServerSettings } from '../../../main/settings/settings.ts';
import type { Server } from '../../../contract/models.ts';

const origin = { source: 'a test', app: 'cursor' };
const draft = (name: string, ...args: string[]) =>
  draftOf(name, { kind: 'stdio', command: plain('thing'), args: args.map(plain), env: new Map(), cwd: null });

describe('servers that are taken over together', () => {
  let servers: Map<string, ServerSettings>;
  let held: HeldCandidates;
  let taker: ServerTaker;
  /** Can't be removed. */
  let stuck: string;

  beforeEach(() => {
    servers = new Map();
    stuck = '';
    const vault = { read: () => Promise.resolve(null), names: () => [], write: () => Promise.resolve(), remove: () => Promise.resolve() };
    const names = new SecretNames(vault);
    held = new HeldCandidates(names, { platform: 'linux', exists: () => true });
    const parts = {
      servers: () => servers,
      vault,
      add: (name: string) => {
        if (name === 'bad') return Promise.reject(new Error('no room'));
        // Only the name is asked for here.
        servers.set(name, {} as ServerSettings);
        // Nobody looks at what was made.
        return Promise.resolve({ name } as Server);
      },
      remove: (name: string) => {
        if (name === stuck) return Promise.reject(new Error('it is stuck'));
        servers.delete(name);
        return Promise.resolve();
      },
    };
    taker = new ServerTaker(parts, names, held);
  });

  function takingsOf(...drafts: ReturnType<typeof draft>[]) {
    const together = { existing: new Map(), batch: [] };
    return drafts.map((each) => held.hold(each, together, origin)).map(({ id, name }) => ({ id, name, answers: {} }));
  }

  it('are added once where an app names the same one twice', async () => {
    const taken = await taker.takeAll(takingsOf(draft('one'), draft('other')));
    expect([...servers.keys()]).toEqual(['one']);
    await taken.takeBack();
    expect(servers.size).toBe(0);
  });

  it('are taken back as far as they can be, and what went wrong first is told', async () => {
    const takings = takingsOf(draft('a', '1'), draft('b', '2'), draft('bad', '3'));
    stuck = 'b';
    await expect(taker.takeAll(takings)).rejects.toThrow('bad could not be taken over: It could not be added: no room.');
    expect([...servers.keys()]).toEqual(['b']);
  });
});
