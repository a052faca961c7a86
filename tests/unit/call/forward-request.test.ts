import { describe, expect, it } from 'vitest';
import { NamedError } from '../../../contract/errors.ts';
import { PauseSwitch } from '../../../main/call/pause-switch.ts';
import type { FlowRecord } from '../../../main/call/flow-record.ts';
import { forwardNotification, forwardRequest } from '../../../main/call/forward-request.ts';
import type { Caller } from '../../../main/protocol/caller.ts';
import { KnownTasks } from '../../../main/tasks/known-tasks.ts';
import { nothingSaid } from '../../../main/upstreams/server-hello.ts';
import type { RequestOptions } from '../../../main/upstreams/upstream.ts';
import { JsonRpcError } from '../../../main/wire/error-numbers.ts';
import type { JsonObject } from '../../../main/wire/frame.ts';
import { jsonText } from '../../../main/wire/json-text.ts';
import { readJsonText } from '../../../main/wire/read-json.ts';
import { taskTable } from '../../helpers/task-table.ts';

type Answers = (method: string, params: JsonObject, options: RequestOptions) => Promise<JsonObject>;

interface Given {
  readonly answer?: JsonObject;
  readonly capabilities?: JsonObject;
  readonly full?: boolean;
  /** Whether the app's profile still shows the server when it has started. */
  readonly visible?: boolean;
}

/** A broker whose server `notes` answers with `answers`, and whose app answers what it is asked with `answer`. */
function brokerWith(answers: Answers, { answer = {}, capabilities = {}, full = false, visible = true }: Given = {}) {
  const records: FlowRecord[] = [];
  const pause = new PauseSwitch({ get: () => null, set: () => undefined });
  const caller: Caller = {
    ...({ app: 'cursor', session: 's1', era: 'legacy', capabilities, logLevel: null } as const),
    ask: () => Promise.resolve(answer),
    notify: () => undefined,
  };
  const forward = (method: string, params: JsonObject) =>
    forwardRequest(
      { server: 'notes', method, params, caller, isVisible: () => visible, signal: new AbortController().signal },
      {
        connect: (server) =>
          Promise.resolve({
            ...({ server, era: 'legacy', hello: nothingSaid } as const),
            request: (asked, given = {}, options = {}) => answers(asked, given, options),
            notify: () => undefined,
            subscribe: () => Promise.resolve({}),
            unsubscribe: () => Promise.resolve({}),
          }),
        tasks: new KnownTasks(taskTable(), () => 0),
        log: (record) => (records.push(record), full ? Promise.reject(new NamedError('internal', 'The disk is full.')) : Promise.resolve()),
        refusePaused: () => pause.refuse(),
      },
    );
  return { forward, records, pause };
}

const who = { app: 'cursor', session: 's1', server: 'notes' };

describe('what flows besides tool calls', () => {
  it('reaches the server as it is and comes back the very same, and stands in the log', async () => {
    const result = { contents: [{ uri: 'note://1', text: 'private' }], 'x-more': 1 };
    const asked: unknown[] = [];
    const { forward, records } = brokerWith((method, params) => (asked.push([method, params]), Promise.resolve(result)));
    const params = { uri: 'note://1', _meta: { traceparent: '00-1' } };
    expect(await forward('resources/read', params)).toBe(result);
    expect(asked).toEqual([['resources/read', params]]);
    expect(records).toMatchObject([{ ...who, kind: 'resource.read', arguments: { uri: 'note://1' }, status: 'ok', detail: '1 contents' }]);
    expect(JSON.stringify(records)).not.toContain('private');
  });

  it.each([
    ['prompts/get', { name: 'p', arguments: { a: 'b' } }, 'prompt.get', { name: 'p', arguments: { a: 'b' } }],
    ['vendor/thing', { x: 1 }, 'request.forwarded', { method: 'vendor/thing', x: 1 }],
  ])('names %s in the log with what was asked, without what a person typed', async (method, params, kind, logged) => {
    const { forward, records } = brokerWith(() => Promise.resolve({}));
    await forward(method, { ...params, inputResponses: { secret: 'typed' }, requestState: 'state', _meta: {} });
    expect(records).toMatchObject([{ kind }]);
    expect(records[0]?.arguments).toEqual(logged);
  });

  it('stands in the log under its own method and with its own digits, whatever its params are called', async () => {
    const { forward, records } = brokerWith(() => Promise.resolve({}));
    for (const params of ['{"method":"vendor/harmless","n":1.0}', '{"n":9007199254740993}']) {
      // The texts are objects.
      await forward('vendor/thing', readJsonText(params) as JsonObject);
    }
    expect(records.map((record) => jsonText(record.arguments))).toEqual([
      '{"method":"vendor/thing","params":{"method":"vendor/harmless","n":1.0}}',
      '{"method":"vendor/thing","n":9007199254740993}',
    ]);
  });

  it('is logged with its error, which the app gets as the server sent it', async () => {
    const error = new JsonRpcError(-32002, 'No such resource', { uri: 'x' });
    const { forward, records } = brokerWith(() => Promise.reject(error));
    await expect(forward('resources/read', { uri: 'x' })).rejects.toBe(error);
    expect(records).toMatchObject([{ status: 'error', code: '-32002', detail: 'No such resource' }]);
  });

  it('is kept from the app when it cannot be logged', async () => {
    const { forward } = brokerWith(() => Promise.resolve({}), { full: true });
    await expect(forward('prompts/get', { name: 'p' })).rejects.toMatchObject({ code: 'internal' });
  });

  it.each(['resources/read', 'prompts/get', 'vendor/thing'])(
    'is refused while all tools are paused: %s, and the refusal is logged',
    async (method) => {
      const { forward, records, pause } = brokerWith(() => Promise.reject(new Error('The server was asked.')));
      pause.set(true);
      await expect(forward(method, {})).rejects.toMatchObject({ code: 'paused' });
      expect(records).toMatchObject([{ status: 'denied', code: 'paused' }]);
    },
  );

  it.each(['resources/read', 'prompts/get', 'completion/complete', 'vendor/thing'])(
    'does not reach a server that the profile shows no more when it has started: %s',
    async (method) => {
      const { forward } = brokerWith(() => Promise.reject(new Error('The server was asked.')), { visible: false });
      await expect(forward(method, {})).rejects.toMatchObject({ code: 'not_visible' });
    },
  );

  it('completes words without a record, also while all tools are paused', async () => {
    const { forward, records, pause } = brokerWith(() => Promise.resolve({ completion: { values: [] } }));
    pause.set(true);
    expect(await forward('completion/complete', {})).toEqual({ completion: { values: [] } });
    expect(records).toEqual([]);
  });
});

describe('a notification that nobody here knows', () => {
  const notification = { app: 'cursor', session: 's1', server: 'notes', method: 'notifications/vendor', params: { x: 1, _meta: {} } };

  it('reaches its server in the same turn, and stands in the log', async () => {
    const records: FlowRecord[] = [];
    const told: unknown[] = [];
    const log = async (record: FlowRecord): Promise<void> => void records.push(record);
    const forwarding = forwardNotification(notification, { notify: (one) => told.push(one) > 0, log, refusePaused: () => undefined });
    expect(told).toEqual([notification]);
    await forwarding;
    const logged = { ...who, kind: 'notification.forwarded', arguments: { method: 'notifications/vendor', x: 1 }, status: 'ok' };
    expect(records).toMatchObject([logged]);
  });

  it('stands in the log as what it is where no server is there to hear it', async () => {
    const records: FlowRecord[] = [];
    const log = async (record: FlowRecord): Promise<void> => void records.push(record);
    await forwardNotification(notification, { notify: () => false, log, refusePaused: () => undefined });
    expect(records).toMatchObject([{ ...who, status: 'ok', detail: 'not told: the app doesn’t use the server now' }]);
  });

  it('is refused while all tools are paused, and the refusal is logged', async () => {
    const { records, pause } = brokerWith(() => Promise.resolve({}));
    pause.set(true);
    const log = async (record: FlowRecord): Promise<void> => void records.push(record);
    const notify = (): never => expect.fail('The server was told.');
    await expect(forwardNotification(notification, { notify, log, refusePaused: () => pause.refuse() })).rejects.toMatchObject({
      code: 'paused',
    });
    expect(records).toMatchObject([{ status: 'denied', code: 'paused' }]);
  });
});

describe('what a server asks an app', () => {
  const signal = new AbortController().signal;
  const asking =
    (method: string, params: JsonObject): Answers =>
    async (_method, _params, { caller }) => ({ got: (await caller?.ask({ server: 'notes', method, params }, signal)) ?? null });

  it('stands in the log, with who answered and not with what was typed', async () => {
    const form = { message: 'Your name?', requestedSchema: { type: 'object' } };
    const { forward, records } = brokerWith(asking('elicitation/create', form), {
      answer: { action: 'accept', content: { name: 'typed' } },
      capabilities: { elicitation: {} },
    });
    await forward('prompts/get', { name: 'p' });
    expect(records).toMatchObject([
      { ...who, kind: 'elicitation.asked', arguments: form, detail: 'the app answered: accept' },
      { kind: 'prompt.get' },
    ]);
    expect(JSON.stringify(records)).not.toContain('typed');
  });

  it('is left to the record of the window where the app cannot show it', async () => {
    const { forward, records } = brokerWith(asking('elicitation/create', { message: 'm' }));
    await forward('prompts/get', { name: 'p' });
    expect(records.map(({ kind }) => kind)).toEqual(['prompt.get']);
  });

  it.each(['vendor/ask', 'constructor', '__proto__'])('stands in the log whatever it is called: %s', async (method) => {
    const { forward, records } = brokerWith(asking(method, { x: 1 }));
    await forward('prompts/get', { name: 'p' });
    expect(records).toMatchObject([{ kind: 'app.asked', arguments: { method, x: 1 } }, { kind: 'prompt.get' }]);
  });

  it('stands in the log under its own method, whatever its params are called', async () => {
    const { forward, records } = brokerWith(asking('vendor/ask', { method: 'vendor/harmless' }));
    await forward('prompts/get', { name: 'p' });
    expect(records[0]?.arguments).toEqual({ method: 'vendor/ask', params: { method: 'vendor/harmless' } });
  });

  it('uses no model while all tools are paused', async () => {
    let pauseNow = (): void => undefined;
    const { forward, records, pause } = brokerWith(
      (method, params, options) => {
        pauseNow();
        return asking('sampling/createMessage', { messages: [] })(method, params, options);
      },
      { capabilities: { sampling: {} } },
    );
    pauseNow = () => pause.set(true);
    await expect(forward('prompts/get', { name: 'p' })).rejects.toMatchObject({ code: 'paused' });
    expect(records).toMatchObject([{ kind: 'sampling.asked', status: 'denied', code: 'paused' }, { kind: 'prompt.get' }]);
  });
});
