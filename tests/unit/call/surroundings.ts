import { expect } from 'vitest';
import { NamedError } from '../../../contract/errors.ts';
import { ApprovalQueue } from '../../../main/approvals/approval-queue.ts';
import { RememberedAnswers } from '../../../main/approvals/remembered-answers.ts';
import type { CallRecord } from '../../../main/call/call-record.ts';
import type { CallRequest, CallSurroundings } from '../../../main/call/call-request.ts';
import { CallRounds } from '../../../main/call/call-rounds.ts';
import type { CatalogTool } from '../../../main/catalog/tool.ts';
import { assessRisk } from '../../../main/policy/risk.ts';
import type { Caller } from '../../../main/protocol/caller.ts';
import { KnownTasks } from '../../../main/tasks/known-tasks.ts';
import type { JsonObject } from '../../../main/wire/frame.ts';
import { nothingSaid } from '../../../main/upstreams/server-hello.ts';
import { eventually } from '../../helpers/eventually.ts';
import { taskTable } from '../../helpers/task-table.ts';

export const tools = ['notes.read_note', 'notes.write_note'].map((qualifiedName): CatalogTool => {
  const [server = '', name = ''] = qualifiedName.split('.');
  return { server, qualifiedName, definition: { name, description: 'Writes.' }, hash: `hash of ${name}`, tokens: 10 };
});

const done: JsonObject = { content: [{ type: 'text', text: 'done' }], 'x-unknown': 1 };

/** A broker's surroundings of one server, `notes`; everything that happens is noted in order. The server answers with `results`, then that it is done. */
export function surroundings(changes: Partial<CallSurroundings> = {}, results: JsonObject[] = []) {
  const events: string[] = [];
  const records: CallRecord[] = [];
  const approvals = new ApprovalQueue();
  const always = new Set<string>();
  const note = (record: CallRecord, how: string) => {
    records.push(record);
    events.push(`${how} ${record.kind} ${record.status ?? ''}`.trim());
    return Promise.resolve();
  };
  const around: CallSurroundings = {
    catalog: { find: (name) => tools.find((tool) => tool.qualifiedName === name), nearest: () => ['notes.read_note'] },
    upstreams: {
      connect: () =>
        Promise.resolve({
          server: 'notes',
          era: 'legacy',
          hello: nothingSaid,
          request: (_method, params) => {
            events.push(`server got ${JSON.stringify(params)}`);
            return Promise.resolve(results.shift() ?? done);
          },
          notify: () => undefined,
          subscribe: () => Promise.resolve({}),
          unsubscribe: () => Promise.resolve({}),
        }),
    },
    relisted: () => Promise.resolve(),
    approvals,
    rounds: new CallRounds(() => 0),
    tasks: new KnownTasks(taskTable(), () => 0),
    connectionKey: () => '',
    remembered: new RememberedAnswers({
      has: (scope) => always.has(JSON.stringify(scope)),
      add: (scope) => void always.add(JSON.stringify(scope)),
    }),
    log: { durably: (record) => note(record, 'on disk:'), soon: (record) => note(record, 'committed:') },
    flowLog: () => Promise.resolve(),
    isPaused: () => false,
    refusePaused: () => undefined,
    isHidden: () => false,
    risk: (tool) => assessRisk(tool.definition.name, {}, undefined),
    checkArguments: () => null,
    serverFingerprint: () => 'fingerprint',
    callTimeout: () => 1000,
    approvalTimeout: () => 60_000,
    ...changes,
  };
  return { around, approvals, events, records };
}

export function request(tool: string, changes: Partial<CallRequest> = {}): CallRequest {
  return {
    app: 'cursor',
    session: 's1',
    tool,
    visibleServers: () => ['notes'],
    arguments: { text: 'hi' },
    isThroughFacade: true,
    caller,
    signal: new AbortController().signal,
    ...changes,
  };
}

/** An app of the legacy era that can be asked nothing. */
export const caller: Caller = {
  ...({ app: 'cursor', session: 's1', era: 'legacy', capabilities: {}, logLevel: null } as const),
  ask: () => Promise.reject(new Error('Nobody asks here.')),
  notify: () => undefined,
};

export async function codeOf(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.then(
    () => 'no error',
    (thrown: unknown) => thrown,
  );
  return error instanceof NamedError ? error.code : String(error);
}

export async function answer(approvals: ApprovalQueue, given: 'once' | 'session' | 'always' | 'deny'): Promise<void> {
  await eventually(() => expect(approvals.list()).toHaveLength(1));
  approvals.decide(approvals.list()[0]?.id ?? '', given);
}
