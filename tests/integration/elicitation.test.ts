import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Elicitation } from '../../contract/elicitations.ts';
import type { AuditRecord, Status } from '../../contract/models.ts';
import { answerElicitation } from '../../main/cli/commands/answer.ts';
import { listApprovals } from '../../main/cli/commands/approvals.ts';
import type { Command } from '../../main/cli/invocation.ts';
import { Output } from '../../main/cli/output.ts';
import { homeAt, homeFolder } from '../../main/lib/home.ts';
import { BrokerProcess, programs, temporaryHome } from '../helpers/broker-process.ts';
import { eventually } from '../helpers/eventually.ts';
import { RawApp } from '../helpers/raw-app.ts';

const server = fileURLToPath(new URL('../fixtures/servers/asking-server.mjs', import.meta.url));
const config = `version: 1
servers:
  asking:
    command: ${process.execPath}
    args: [${server}]
    tools: { ask: { risk: read }, tell: { risk: read } }
`;
const stack = new AsyncDisposableStack();
let home: string;
let broker: BrokerProcess;
let app: RawApp;
let nextId = 100;

beforeAll(async () => {
  home = homeFolder(stack.use(await temporaryHome(config)).folder, {});
  broker = stack.use(await BrokerProcess.start(home));
  // It declares no capability at all.
  app = stack.use(await RawApp.connect(home));
  await eventually(async () => expect(await broker.api('tools.list', { server: 'asking' })).not.toEqual([]));
});
afterAll(() => stack.disposeAsync());

const form = {
  message: 'Who are you?',
  requestedSchema: {
    type: 'object',
    properties: { name: { type: 'string', minLength: 2 }, age: { type: 'integer', minimum: 0 }, sure: { type: 'boolean' } },
    required: ['name'],
  },
};
const page = { mode: 'url', message: 'Log in', url: 'https://login.example/?code=s3cret-code', elicitationId: 'page-1' };

/** Calls a tool of the asking server; gives the id of the call. */
function call(name: string, method: string, params: unknown): number {
  const id = (nextId += 1);
  const given = { name: `asking.${name}`, arguments: { method, params } };
  app.send(JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: { name: 'call_tool', arguments: given } }));
  return id;
}

/** What the server was answered, as it tells the app. */
async function toldBy(id: number): Promise<unknown> {
  const answer = await app.answer(id);
  return JSON.parse(answer.result?.content?.[0]?.text ?? JSON.stringify(answer));
}

function waiting(): Promise<Elicitation> {
  return eventually(async () => {
    // The contract says what is in there.
    const [elicitation] = (await broker.api('elicitations.list')) as Elicitation[];
    if (elicitation === undefined) throw new Error('Nothing is asked yet.');
    return elicitation;
  });
}

async function log(): Promise<AuditRecord[]> {
  return ((await broker.api('audit.search', {})) as { records: AuditRecord[] }).records;
}

/** A command as if a person sat at a terminal, or as a script runs it. Gives what it wrote. */
async function run(command: Command, isTerminal = true): Promise<string> {
  const written: string[] = [];
  const output = new Output({ write: (text) => written.push(text) }, { write: (text) => written.push(text) }, false);
  const folders = { programs: join(programs.cli, '../..'), extension: '.js' };
  expect(await command({ home: homeAt(home), output, isJson: false, isTerminal, environment: process.env, ...folders })).toBe(0);
  return written.join('');
}

describe('a server that asks the person, through an app that can’t', () => {
  it('gets wrong params back for what no form can show, and nobody is asked', async () => {
    const hostile = { message: 'Hello', requestedSchema: { type: 'object', properties: { deep: { type: 'object', properties: {} } } } };
    const told = await toldBy(call('ask', 'elicitation/create', hostile));
    expect(told).toMatchObject({ error: { code: -32602, message: expect.stringContaining("window can't show this question") } });
    expect(await broker.api('elicitations.list')).toEqual([]);
  });

  it('gets the person’s answer, once it fits the form, and the log never has it', async () => {
    const id = call('ask', 'elicitation/create', form);
    const asked = await waiting();
    expect(asked).toMatchObject({ kind: 'form', app: 'cli', server: 'asking', message: 'Who are you?' });
    expect(((await broker.api('status.get')) as Status).pendingApprovals).toBe(1);
    const answer = (content: unknown) => broker.api('elicitations.answer', { id: asked.id, action: 'accept', content });
    await expect(answer({ name: 'A', age: 'old' })).rejects.toThrow('"age":"Write a whole number, such as 12."');
    await answer({ name: 'Ada Lovelace', age: '36', sure: false });
    expect(await toldBy(id)).toEqual({ result: { action: 'accept', content: { name: 'Ada Lovelace', age: 36, sure: false } } });
    const records = await eventually(async () => {
      const found = (await log()).filter(({ kind }) => kind.startsWith('elicitation.'));
      expect(found).toHaveLength(2);
      return found;
    });
    expect(records.map(({ kind, app: of, server: by, detail }) => [kind, of, by, detail])).toEqual([
      ['elicitation.answered', 'cli', 'asking', 'answered'],
      ['elicitation.asked', 'cli', 'asking', 'a form with 3 fields: Who are you?'],
    ]);
  });

  it('asks no longer when the app cancels the call', async () => {
    const id = call('ask', 'elicitation/create', form);
    await waiting();
    app.send(JSON.stringify({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: id } }));
    await eventually(async () => expect(await broker.api('elicitations.list')).toEqual([]));
  });

  it('is told that its page is done when it says so itself, after the person went there', async () => {
    const id = call('ask', 'elicitation/create', page);
    const asked = await waiting();
    expect(asked).toMatchObject({ kind: 'page', address: page.url, host: 'login.example', opened: false });
    await expect(broker.api('elicitations.open', { id: asked.id, by: 'patchbay' })).rejects.toThrow('has no desktop');
    await broker.api('elicitations.open', { id: asked.id, by: 'person' });
    call('tell', 'notifications/elicitation/complete', { elicitationId: 'page-1' });
    expect(await toldBy(id)).toEqual({ result: { action: 'accept' } });
    expect(JSON.stringify((await log()).filter(({ kind }) => kind.startsWith('elicitation.')))).not.toContain('s3cret');
  });

  it('is answered from a terminal, and from nowhere else on the command line', async () => {
    const id = call('ask', 'elicitation/create', form);
    const asked = await waiting();
    expect(await run(listApprovals)).toContain(`${asked.id}  asking asks you something\n`);
    const options = { field: ['name=Ada', 'sure=yes'] };
    await expect(run(answerElicitation(asked.id, { field: ['sure=maybe'] }))).rejects.toThrow('takes yes or no');
    await expect(run(answerElicitation(asked.id, options), false)).rejects.toThrow('only taken from a terminal');
    expect(await run(answerElicitation(asked.id, options))).toBe('Answered: asking.\n');
    expect(await toldBy(id)).toEqual({ result: { action: 'accept', content: { name: 'Ada', sure: true } } });
    const declined = call('ask', 'elicitation/create', form);
    expect(await run(answerElicitation((await waiting()).id, { decline: true, field: [] }))).toBe('Declined: asking.\n');
    expect(await toldBy(declined)).toEqual({ result: { action: 'decline' } });
  });
});
