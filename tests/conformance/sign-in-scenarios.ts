import { fileURLToPath } from 'node:url';
import type { Approval, Server } from '../../contract/models.ts';
import type { SignIn } from '../../contract/sign-ins.ts';
import { BrokerProcess, connectApp, temporaryHome } from '../helpers/broker-process.ts';
import { bodyOf, LoopbackServer } from '../helpers/remote-servers.ts';
import { requirementsOf, type Revision } from './requirements.ts';
import { type Check, runClientSuite } from './suite.ts';

const relay = fileURLToPath(new URL('client-relay.ts', import.meta.url));
/** The description of a client that the suite pretends lies there. */
const description = 'https://conformance-test.local/client-metadata.json';
/** A person gives up sometime, too. */
const mostSignIns = 5;
/** Where the suite keeps them. */
const suites: Readonly<Record<Revision, readonly string[]>> = { '2025-11-25': ['auth'], '2026-07-28': ['auth', 'draft'] };
const wanted: readonly SignIn['state'][] = ['signed-out', 'needs-more', 'expired'];

/** The scenarios of signing in that a revision asks of every client; the suite has others, for extensions that Patchbay doesn't have. */
export function signInScenarios(revision: Revision): string[] {
  const asked = requirementsOf(revision, 'client').filter(
    ({ scenario, unscored }) => scenario.startsWith('auth/') && unscored === undefined,
  );
  return asked.map(({ scenario }) => scenario);
}

/** Plays them all at once with one Patchbay, one app, and one person, who signs in wherever Patchbay says that it takes that. */
export async function playSignIns(revision: Revision): Promise<ReadonlyMap<string, readonly Check[]>> {
  await using home = await temporaryHome('version: 1\n');
  await using broker = await BrokerProcess.start(home.folder);
  await using app = await connectApp(home.folder);
  const asked = signInScenarios(revision);
  let played = 0;
  await using conductor = await LoopbackServer.listen((request, response) => {
    played += 1;
    const play = new Play(broker, app.client, `s${played}`);
    void bodyOf(request)
      // The relay writes it.
      .then((body) => JSON.parse(body) as Scene)
      .then((scene) => (asked.includes(scene.scenario) ? play.run(scene) : undefined))
      .then(
        () => response.writeHead(204).end(),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
  });
  const agreeing = setInterval(() => void agreeToAll(broker), 100);
  try {
    const runs = suites[revision].map((suite) =>
      runClientSuite(`${process.execPath} ${relay}`, suite, revision, { PATCHBAY_CONDUCTOR: conductor.url }),
    );
    const checks = (await Promise.all(runs)).flat();
    return new Map(asked.map((scenario) => [scenario, onceEach(checks.filter((check) => check.scenario === scenario))]));
  } finally {
    clearInterval(agreeing);
  }
}

/** The suite repeats some checks for every request, and how many there are is not the same each time: one counts for all, and a bad one first. */
function onceEach(checks: readonly Check[]): readonly Check[] {
  const merged = new Map<string, Check>();
  for (const check of checks) {
    const key = check.key.replace(/ #\d+$/, '');
    const isBad = check.status === 'FAILURE' || check.status === 'WARNING';
    if (isBad || !merged.has(key)) merged.set(key, { ...check, key });
  }
  return [...merged.values()];
}

/** What the suite tells of one scenario. */
interface Scene {
  readonly url: string;
  readonly scenario: string;
  readonly context: string;
}

/** One scenario: its server in Patchbay, and what the person and the app do with it. */
class Play {
  readonly #broker: BrokerProcess;
  readonly #app: Awaited<ReturnType<typeof connectApp>>['client'];
  readonly #server: string;

  constructor(broker: BrokerProcess, app: Awaited<ReturnType<typeof connectApp>>['client'], server: string) {
    this.#broker = broker;
    this.#app = app;
    this.#server = server;
  }

  /** In the end the server is gone, because the suite waits for that. */
  async run({ url, scenario, context }: Scene): Promise<void> {
    const auth = authFor(scenario, context);
    await this.#broker.api('servers.add', { name: this.#server, url, ...(auth !== undefined && { auth }) });
    await this.#useIt();
    await this.#broker.api('servers.remove', { name: this.#server });
  }

  async #useIt(): Promise<void> {
    for (let signIns = 0; signIns < mostSignIns; signIns += 1) {
      if (!(await this.#signInIfWanted()) || !(await this.#offers())) return;
      // Whether it goes on being served is a scenario of its own.
      if ((await this.#isServed()) && (await this.#isServed())) return;
    }
  }

  /** Its tools may just be listed, or it may want more before it tells of any. */
  async #offers(): Promise<boolean> {
    for (let looks = 0; looks < 100; looks += 1) {
      // The contract says so.
      const servers = (await this.#broker.api('servers.list')) as Server[];
      if ((servers.find(({ name }) => name === this.#server)?.tools ?? 0) > 0 || wanted.includes(await this.#state())) return true;
      await pause(50);
    }
    return false;
  }

  /** False where the sign-in failed. */
  async #signInIfWanted(): Promise<boolean> {
    if (!wanted.includes(await this.#state())) return true;
    // The contract says so.
    const { address } = (await this.#broker.api('signIns.start', { server: this.#server })) as SignIn;
    if (address !== null) await fetch(address, { headers: { connection: 'close' } }).then((page) => page.text());
    for (let looks = 0; looks < 400 && (await this.#state()) === 'waiting-for-browser'; looks += 1) await pause(25);
    return ['signed-in', 'needs-more'].includes(await this.#state());
  }

  async #isServed(): Promise<boolean> {
    const call = { name: 'call_tool', arguments: { name: `${this.#server}.test-tool`, arguments: {} } };
    const { isError } = await this.#app.callTool(call);
    return isError !== true;
  }

  async #state(): Promise<SignIn['state']> {
    // The contract says so.
    const all = (await this.#broker.api('signIns.list')) as SignIn[];
    return all.find(({ server }) => server === this.#server)?.state ?? 'signed-in';
  }
}

/** What a person writes into config.yaml for this scenario. */
function authFor(scenario: string, context: string): object | undefined {
  if (scenario === 'auth/basic-cimd') return { clientMetadataUrl: description };
  if (scenario !== 'auth/pre-registration') return undefined;
  // The suite writes it.
  const { client_id: clientId, client_secret: clientSecret } = JSON.parse(context) as Record<string, string>;
  return { clientId, clientSecret };
}

async function agreeToAll(broker: BrokerProcess): Promise<void> {
  // The contract says so.
  const open = (await broker.api('approvals.list').catch(() => [])) as Approval[];
  await Promise.all(open.map(({ id }) => broker.api('approvals.decide', { id, answer: 'once' }).catch(() => undefined)));
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
