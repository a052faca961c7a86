import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Approval, AuditRecord } from '../../contract/models.ts';
import { BrokerProcess, temporaryHome } from '../helpers/broker-process.ts';
import { eventually } from '../helpers/eventually.ts';
import { type Answer, RawApp } from '../helpers/raw-app.ts';

const server = fileURLToPath(new URL('../fixtures/servers/rounds-server.mjs', import.meta.url));
const stateLength = 65_536;
const config = `version: 1\nservers:\n  pages: { command: ${process.execPath}, args: [${server}, "${stateLength}"] }\nprofiles:\n  default: { exposure: full }\n`;
const capabilities = { elicitation: { form: {} } };
const stack = new AsyncDisposableStack();
let broker: BrokerProcess;
let app: RawApp;
let lastId = 0;

interface Round {
  readonly resultType: string;
  readonly requestState?: string;
  readonly inputRequests?: Record<string, { params: { message: string } }>;
  readonly content?: { text: string }[];
}

beforeAll(async () => {
  const home = stack.use(await temporaryHome(config));
  broker = stack.use(await BrokerProcess.start(home.folder));
  app = stack.use(await RawApp.startAs(broker, 'cursor'));
  await eventually(async () => expect(JSON.stringify(await ask('tools/list', {}))).toContain('pages_write_page'));
});
afterAll(() => stack.disposeAsync());

function ask(method: string, params: object): Promise<Answer> {
  lastId += 1;
  return app.askModern(lastId, method, params, capabilities);
}

/** One round of the call; `more`: what the round before asked for. */
async function call(text: string, more: object = {}): Promise<Round> {
  const { result } = await ask('tools/call', { name: 'pages_write_page', arguments: { text }, ...more });
  return result as unknown as Round;
}

const answered = ({ requestState, inputRequests = {} }: Round): object => ({
  requestState,
  inputResponses: Object.fromEntries(Object.keys(inputRequests).map((key) => [key, { action: 'accept', content: { ok: true } }])),
});

async function questions(): Promise<Approval[]> {
  return (await broker.api('approvals.list')) as Approval[];
}

async function say(answer: 'once' | 'deny'): Promise<string> {
  await eventually(async () => expect(await questions()).toHaveLength(1));
  const [question] = await questions();
  await broker.api('approvals.decide', { id: question?.id, answer });
  return question?.argumentsText ?? '';
}

describe('a call of three rounds between a modern app and a modern server', () => {
  it('is asked about once, and brings states of 64 KiB back and forth as they are', async () => {
    const first = call('a page');
    expect(await say('once')).toContain('a page');
    const second = await call('a page', answered(await first));
    expect(second).toMatchObject({ resultType: 'input_required', inputRequests: { q2: { params: { message: 'Round 2?' } } } });
    expect(second.requestState).toHaveLength(stateLength);
    const third = await call('a page', answered(second));
    expect(third).toMatchObject({ resultType: 'complete' });
    const heard = { given: { text: 'a page' }, inputResponses: { q2: { action: 'accept', content: { ok: true } } } };
    expect(JSON.parse(third.content?.[0]?.text ?? '')).toEqual(heard);
    expect(await questions()).toEqual([]);
  });

  it('leaves one record for each round, tied to the first, and nothing of what was typed', async () => {
    const { records } = (await broker.api('audit.search', { app: 'cursor', limit: 20 })) as { records: AuditRecord[] };
    const outcomes = records.filter(({ kind }) => kind === 'call.outcome').toReversed();
    const [first] = outcomes;
    expect(outcomes.map(({ rule }) => rule)).toEqual([
      'everything else asks',
      ...Array<string>(2).fill('allowed by you in an earlier round'),
    ]);
    expect(outcomes[2]?.detail).toContain(first?.callId);
    expect(JSON.stringify(records)).not.toContain('accept');
  });

  it('is asked about again when the app changes the arguments on the way, and nothing reaches the server after a no', async () => {
    const first = call('harmless');
    await say('once');
    const second = call('something else', answered(await first));
    expect(await say('deny')).toContain('something else');
    expect(JSON.stringify(await second)).toContain('approval_denied');
  });

  it('is asked about again when the app makes up a state', async () => {
    const first = call('a page');
    await say('once');
    const second = call('a page', { ...answered(await first), requestState: 'made up' });
    await say('deny');
    expect(JSON.stringify(await second)).toContain('approval_denied');
  });
});
