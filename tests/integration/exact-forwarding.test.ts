import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Approval, AuditRecord } from '../../contract/models.ts';
import { BrokerProcess, temporaryHome } from '../helpers/broker-process.ts';
import { eventually } from '../helpers/eventually.ts';
import { RawApp } from '../helpers/raw-app.ts';

const server = fileURLToPath(new URL('../fixtures/servers/exact-server.mjs', import.meta.url));
const stack = new AsyncDisposableStack();
let broker: BrokerProcess;
let app: RawApp;
let received: string;
let lastId = 100;

beforeAll(async () => {
  const home = stack.use(await temporaryHome());
  received = join(home.folder, 'received');
  const config = `version: 1\nservers:\n  exact: { command: ${process.execPath}, args: [${server}, ${received}] }\nprofiles:\n  default: { exposure: hybrid, pinned: [exact.get_exact] }\n`;
  await writeFile(join(home.folder, 'config.yaml'), config, { mode: 0o600 });
  broker = stack.use(await BrokerProcess.start(home.folder));
  app = stack.use(await RawApp.connect(home.folder));
  await eventually(async () => expect(await shownName()).not.toBe(''));
});
afterAll(() => stack.disposeAsync());

/** The line that answers these params, without its id. */
async function answerTo(method: string, params: string): Promise<string> {
  const id = (lastId += 1);
  app.send(`{"jsonrpc":"2.0","id":${id},"method":"${method}","params":${params}}`);
  await app.answer(id);
  return (app.lines.find((line) => line.includes(`"id":${id}`)) ?? '').replace(`"id":${id}`, '"id":0');
}

/** The params of the last call as the server read them. */
async function lastReceived(): Promise<string> {
  const lines = (await readFile(received, 'utf8')).trimEnd().split('\n');
  return /"params":(.*)\}$/.exec(lines.at(-1) ?? '')?.[1] ?? '';
}

const hostile =
  '{"n":9007199254740993,"f":1.0,"e":1e400,"z":-0,"10":1,"9":[{"b":1.50,"__proto__":{"x":-0.0}}],"__proto__":{"y":1E2},"constructor":null}';
const meta = '{"com.example/x":9007199254740993,"traceparent":"00-1","2":1.0,"1":[]}';
const result =
  '{"x-result":9007199254740993,"content":[{"type":"future_widget","z":1.0,"2":[],"1":{"__proto__":{"x":-0}}},{"type":"text","text":"a","x-block":1e400,"annotations":{"priority":1.0,"x-content":-0}}],"structuredContent":{"z":9007199254740993,"id":123456789012345678901,"7":1.0,"list":[1.0,{"n":1E2}]},"_meta":{"com.example/x":1.0,"3":0,"2":0}}';
const definition =
  '"inputSchema":{"type":"object","properties":{"n":{"maximum":9007199254740993,"x-mcp-header":"N"},"2":{},"1":{}}},"x-vendor-field":1.0,"annotations":{"x-risk":-0,"title":"t"},"execution":{"x-run":1e400},"icons":[{"src":"data:,","x-icon":1.50}],"10":1,"9":2}';

async function shownName(): Promise<string> {
  const listed = await answerTo('tools/list', '{}');
  return /"name":"([^"]*get_exact)"/.exec(listed)?.[1] ?? '';
}

describe('a call', () => {
  it.each([
    [
      'by the name that the app was shown',
      async () => `{"name":"${await shownName()}","x-param":1e400,"arguments":${hostile},"_meta":${meta}}`,
    ],
    ['by its full name', () => `{"name":"exact.get_exact","x-param":1e400,"arguments":${hostile},"_meta":${meta}}`],
    [
      'through call_tool',
      () => `{"name":"call_tool","x-param":1e400,"arguments":{"name":"exact.get_exact","arguments":${hostile}},"_meta":${meta}}`,
    ],
    [
      'through call_tool with its arguments as text',
      () =>
        `{"name":"call_tool","x-param":1e400,"arguments":{"name":"exact.get_exact","arguments":${JSON.stringify(hostile)}},"_meta":${meta}}`,
    ],
  ])('%s reaches the server, and its result the app, byte for byte', async (_how, params) => {
    expect(await answerTo('tools/call', await params())).toBe(`{"jsonrpc":"2.0","id":0,"result":${result}}`);
    expect(await lastReceived()).toBe(`{"name":"get_exact","x-param":1e400,"arguments":${hostile},"_meta":${meta}}`);
  });

  it('without arguments and with white space that ends lines is the same call for the server', async () => {
    await answerTo('tools/call', '{"name":\r"exact.get_exact", "x":\r1.0}');
    expect(await lastReceived()).toBe('{"name":"get_exact","x":1.0}');
  });

  it('brings back the error of the server with all that it holds', async () => {
    expect(await answerTo('tools/call', '{"name":"exact.get_error"}')).toBe(
      '{"jsonrpc":"2.0","id":0,"error":{"data":9007199254740993,"code":-32050,"message":"no","x-error":{"2":1.0,"1":1e400}}}',
    );
  });

  it("brings progress under the app's own token as the app wrote it", async () => {
    await answerTo('tools/call', '{"name":"exact.get_exact","_meta":{"a":1.0,"progressToken":9007199254740993}}');
    expect(await lastReceived()).toMatch(/^\{"name":"get_exact","_meta":\{"a":1\.0,"progressToken":\d{1,9}\}\}$/);
    expect(app.lines.filter((line) => line.includes('notifications/progress'))).toEqual([
      '{"jsonrpc":"2.0","method":"notifications/progress","params":{"total":9007199254740993,"progressToken":9007199254740993,"progress":1.0,"message":"m","x-tick":{"2":-0,"1":0}}}',
    ]);
  });

  it('can choose fields of a result without changing them', async () => {
    const params = '{"name":"call_tool","arguments":{"name":"exact.get_exact","fields":["id","list"],"maxItems":1}}';
    expect(await answerTo('tools/call', params)).toContain('"structuredContent":{"id":123456789012345678901,"list":[1.0]}');
  });

  it('whose answer has a name twice fails alone', async () => {
    expect(await answerTo('tools/call', '{"name":"exact.get_twice"}')).toContain('upstream_failed');
    expect(await answerTo('tools/call', '{"name":"exact.get_exact"}')).toContain('"result":{"x-result"');
  });
});

describe('a person', () => {
  it('is asked about the very arguments that the server gets, and the log has them', async () => {
    const answered = answerTo('tools/call', `{"name":"exact.write_exact","arguments":${hostile}}`);
    const [approval] = await eventually(async () => {
      const waiting = (await broker.api('approvals.list')) as Approval[];
      if (waiting.length === 0) throw new Error('Nothing waits yet.');
      return waiting;
    });
    expect(approval?.argumentsText.replace(/\s+/g, '')).toBe(hostile);
    await broker.api('approvals.decide', { id: approval?.id, answer: 'once' });
    await answered;
    expect(await lastReceived()).toBe(`{"name":"write_exact","arguments":${hostile}}`);
    const { records } = (await broker.api('audit.search', {})) as { records: AuditRecord[] };
    expect(
      records.filter(({ kind, tool }) => kind === 'call.outcome' && tool === 'exact.write_exact').map((record) => record.arguments),
    ).toEqual([hostile]);
  });
});

describe('what the only server of an app says beside what MCP knows', () => {
  it('of itself, is said to the app', async () => {
    await using newcomer = await RawApp.connect(broker.ready.home);
    const hello = newcomer.lines.find((line) => line.includes('"id":1,'));
    expect(hello).toContain('"x-hello":{"2":1.0,"1":9007199254740993}');
    expect(hello).toContain('"_meta":{"com.example/hello":1.0}');
    expect(hello).toContain('"com.example/unknown":{"n":1.0}');
  });

  it('with a list, comes with the list', async () => {
    const listed = '{"x-list":1e400,"_meta":{"com.example/list":-0},"prompts":[]}';
    expect(await answerTo('prompts/list', '{}')).toBe(`{"jsonrpc":"2.0","id":0,"result":${listed}}`);
  });

  it("with its tools, doesn't come with a list that has Patchbay's own among them", async () => {
    expect(await answerTo('tools/list', '{}')).not.toContain('x-tools');
  });
});

describe('the definition of a tool', () => {
  it('is listed and described as its server spelled it', async () => {
    const name = await shownName();
    expect(await answerTo('tools/list', '{}')).toContain(`{"name":"${name}","description":"d",${definition}`);
    const described = await answerTo('tools/call', '{"name":"describe_tool","arguments":{"name":"exact.get_exact"}}');
    expect(described).toContain('9007199254740993');
    expect(described).toContain(String.raw`\"x-vendor-field\":1.0,\"annotations\":{\"x-risk\":-0`);
  });
});
