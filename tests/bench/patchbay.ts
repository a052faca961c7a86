import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BrokerProcess, temporaryHome } from '../helpers/broker-process.ts';
import { LineClient } from './line-client.ts';
import { descendantsOf, residentMegabytes } from './memory.ts';
import { type Build, everything, filesystem, memory } from './programs.ts';
import type { ProcessMemory, Target } from './target.ts';

/** Of the API's status, only what the measurement looks at. */
interface Status {
  readonly servers: readonly { readonly name: string; readonly state: string; readonly pid: number | null; readonly tools: number }[];
}

/** A Patchbay in a home of its own that knows five servers, in the state in which a person would find it after a restart. */
export class Patchbay implements AsyncDisposable {
  readonly #lifetime: AsyncDisposableStack;
  readonly #broker: BrokerProcess;
  readonly #home: string;
  readonly #build: Build;

  private constructor(build: Build, lifetime: AsyncDisposableStack, broker: BrokerProcess, home: string) {
    this.#build = build;
    this.#lifetime = lifetime;
    this.#broker = broker;
    this.#home = home;
  }

  /** Its catalog is filled by a first run, so that the second runs no server. */
  static async start(build: Build): Promise<Patchbay> {
    await using lifetime = new AsyncDisposableStack();
    const home = lifetime.use(await temporaryHome(JSON.stringify(configuration())));
    const headless = join(build.folder, 'headless', 'main.js');
    await learn(home.folder, headless);
    const broker = lifetime.use(await BrokerProcess.start(home.folder, headless));
    return new Patchbay(build, lifetime.move(), broker, home.folder);
  }

  connect(): Promise<LineClient> {
    const shim = join(this.#build.folder, 'shim', 'main.js');
    return LineClient.connect({ command: process.execPath, args: [shim, '--app', 'cli'], environment: { PATCHBAY_HOME: this.#home } });
  }

  /** Megabytes of the broker while no server runs; fails when one does. */
  async idleMemory(): Promise<number> {
    await sleep(3000);
    const running = (await statusOf(this.#broker)).servers.filter(({ pid }) => pid !== null);
    if (running.length > 0) throw new Error(`${running.map(({ name }) => name).join(', ')} should not run`);
    return residentMegabytes(this.#broker.ready.pid);
  }

  /** Through the shim and the facade, as an app calls it. */
  async target(): Promise<Target> {
    const client = await this.connect();
    const echo = (message: string): object => ({ name: 'call_tool', arguments: { name: 'everything.echo', arguments: { message } } });
    await client.request('tools/call', echo('start the server'));
    return {
      name: this.#build.name,
      link: 'stdio',
      client,
      echo,
      connect: () => this.connect(),
      memory: () => this.#memory(client.pid),
      [Symbol.asyncDispose]: () => client.close(),
    };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#lifetime.disposeAsync();
  }

  #memory(shimPid: number): ProcessMemory[] {
    const broker = this.#broker.ready.pid;
    const guardian = descendantsOf(broker).find(({ command }) => command.includes('guardian'));
    return [
      { name: 'broker', megabytes: residentMegabytes(broker) },
      ...(guardian === undefined ? [] : [{ name: 'guardian', megabytes: residentMegabytes(guardian.pid) }]),
      { name: 'shim', megabytes: residentMegabytes(shimPid) },
    ];
  }
}

/** JSON is YAML. */
function configuration(): object {
  const node = (...args: readonly string[]): object => ({ command: process.execPath, args });
  return {
    version: 1,
    servers: {
      everything: node(...everything),
      filesystem: node(filesystem, import.meta.dirname),
      notes: node(memory),
      second: node(...everything),
      third: node(...everything),
    },
    profiles: { default: { exposure: 'compact' } },
  };
}

/** Lets Patchbay see the tools of each server once. */
async function learn(home: string, headless: string): Promise<void> {
  await using broker = await BrokerProcess.start(home, headless);
  const deadline = performance.now() + 60_000;
  while ((await statusOf(broker)).servers.some(({ tools }) => tools === 0)) {
    if (performance.now() > deadline) throw new Error('Patchbay did not learn the tools of its servers within a minute');
    await sleep(200);
  }
}

async function statusOf(broker: BrokerProcess): Promise<Status> {
  // Patchbay's own API answers with values of its contract.
  return (await broker.api('status.get')) as Status;
}
