import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Approval, Server } from '../../contract/models.ts';
import { BrokerProcess, connectApp, temporaryHome, textOf } from '../helpers/broker-process.ts';
import { eventually } from '../helpers/eventually.ts';
import { RawApp } from '../helpers/raw-app.ts';
import { answerJson, LoopbackServer, ScriptedServer, SessionServer } from '../helpers/remote-servers.ts';

const secrets = ['s3cret-header-value', 's3cret-query-value', 's3cret-word'];

function echoServer(): McpServer {
  const server = new McpServer({ name: 'remote', version: '1.0.0' });
  const annotations = { readOnlyHint: true };
  server.registerTool('get_echo', { inputSchema: { text: z.string() }, annotations }, ({ text }) => ({
    content: [{ type: 'text', text }],
  }));
  return server;
}

async function everythingIn(folder: string): Promise<string> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const texts = files
    .filter((file) => file.isFile() && file.name !== 'config.yaml' && file.name !== 'config.last-good.yaml')
    .map((file) => readFile(join(file.parentPath, file.name), 'latin1'));
  return (await Promise.all(texts)).join('\n');
}

describe('a remote server in config.yaml', () => {
  it('is a server like any other to an app, and its secrets are nowhere but in config.yaml', async () => {
    const remote = new SessionServer(echoServer);
    await using listening = await LoopbackServer.listen(remote.listener);
    const url = listening.url.replace('127', 'kim:s3cret-word@127');
    await using home = await temporaryHome(
      `version: 1\nservers:\n  docs: { url: "${url}?key=s3cret-query-value", headers: { X-Api: s3cret-header-value } }\n`,
    );
    await using broker = await BrokerProcess.start(home.folder);
    await using app = await connectApp(home.folder);
    const found = await app.client.callTool({ name: 'call_tool', arguments: { name: 'docs.get_echo', arguments: { text: 'hello' } } });
    expect(textOf(found)).toContain('hello');
    expect(await broker.api('servers.list')).toMatchObject([
      { name: 'docs', kind: 'http', command: `${listening.url}?key=…`, state: 'running', pid: null, tools: 1 },
    ]);
    expect(remote.requests[0]?.headers).toMatchObject({ 'x-api': 's3cret-header-value' });
    const answers = await Promise.all(['status.get', 'servers.list', 'audit.search', 'tools.list'].map((method) => broker.api(method)));
    const told = `${JSON.stringify(answers)}${JSON.stringify(await broker.api('servers.log', { name: 'docs' }))}`;
    const kept = await everythingIn(home.folder);
    for (const secret of secrets) expect(`${told}${kept}`).not.toContain(secret);
  });

  it('that says its secrets aloud is not quoted with them', async () => {
    const scripted = new ScriptedServer(({ rpc, response, headers, id }) => {
      const error = { code: -32000, message: `The key ${String(headers['x-api'])} has expired` };
      if (rpc === 'initialize') response.writeHead(400).end(JSON.stringify({ jsonrpc: '2.0', id, error }));
      return rpc === 'initialize';
    });
    await using listening = await LoopbackServer.listen(scripted.listener);
    await using home = await temporaryHome(
      `version: 1\nservers: { docs: { url: "${listening.url}", headers: { X-Api: s3cret-header-value } } }\n`,
    );
    await using broker = await BrokerProcess.start(home.folder);
    const { lastError } = (await broker.api('servers.start', { name: 'docs' })) as Server;
    expect(lastError).toContain('has expired');
    expect(lastError).not.toContain('s3cret');
  });

  it('keeps the spelling of what passes through', async () => {
    const listed = { name: 'get_exact', inputSchema: { type: 'object' }, annotations: { readOnlyHint: true } };
    const scripted = new ScriptedServer((asked) => {
      if (asked.rpc === 'tools/list') answerJson(asked, { tools: [listed] });
      else if (asked.rpc === 'tools/call') {
        const echoed = /"arguments":(\{.*\})/.exec(asked.body)?.[1]?.replace(/\},"_meta.*$/, '}') ?? '';
        const result = `{"content":[],"structuredContent":{"big":9007199254740993,"one":1.0},"got":${JSON.stringify(echoed)}}`;
        asked.response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(`{"jsonrpc":"2.0","id":${String(asked.id)},"result":${result}}`);
      } else return false;
      return true;
    });
    await using listening = await LoopbackServer.listen(scripted.listener);
    await using home = await temporaryHome(
      `version: 1\nservers: { docs: { url: "${listening.url}" } }\nprofiles: { default: { exposure: full } }\n`,
    );
    await using _broker = await BrokerProcess.start(home.folder);
    await using app = await RawApp.connect(home.folder);
    await eventually(() => expect(scripted.count('tools/list')).toBeGreaterThan(0));
    let lists = 1_000;
    await eventually(async () => {
      const { result } = await app.request((lists += 1), 'tools/list', {});
      expect(JSON.stringify(result)).toContain('docs_get_exact');
    });
    app.send(
      '{"jsonrpc":"2.0","id":77,"method":"tools/call","params":{"name":"docs_get_exact","arguments":{"n":9007199254740993,"m":1.0}}}',
    );
    await app.answer(77);
    const line = app.lines.find((candidate) => candidate.includes('"id":77,'));
    expect(line).toContain('{"big":9007199254740993,"one":1.0}');
    expect(line).toContain('9007199254740993,\\"m\\":1.0');
  });

  it('asks before another address is used', async () => {
    const remote = new SessionServer(echoServer);
    await using listening = await LoopbackServer.listen(remote.listener);
    await using home = await temporaryHome(`version: 1\nservers: { docs: { url: "${listening.url}" } }\n`);
    await using broker = await BrokerProcess.start(home.folder);
    await writeFile(join(home.folder, 'config.yaml'), `version: 1\nservers: { docs: { url: "${listening.url}?elsewhere" } }\n`);
    const questions = await eventually(async () => {
      const open = (await broker.api('approvals.list')) as Approval[];
      expect(open).toHaveLength(1);
      return open;
    });
    expect(questions).toMatchObject([{ kind: 'server', server: 'docs', argumentsText: expect.stringContaining('?elsewhere=…') }]);
    expect(await broker.api('servers.list')).toMatchObject([{ name: 'docs', state: 'needs-approval' }]);
  });

  it('is added by a person with its address alone', async () => {
    const remote = new SessionServer(echoServer);
    await using listening = await LoopbackServer.listen(remote.listener);
    await using home = await temporaryHome('version: 1\n');
    await using broker = await BrokerProcess.start(home.folder);
    expect(await broker.api('servers.add', { name: 'docs', url: listening.url, headers: { 'X-Api': 'abc' } })).toMatchObject({
      kind: 'http',
      state: 'running',
      tools: 1,
    });
    expect(remote.requests[0]?.headers).toMatchObject({ 'x-api': 'abc' });
    await expect(broker.api('servers.add', { name: 'both', url: listening.url, command: 'x' })).rejects.toThrow(
      'either a command or a url',
    );
    await expect(broker.api('servers.add', { name: 'odd', url: 'ftp://x' })).rejects.toThrow('begins with https://');
  });
});
