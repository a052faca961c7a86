import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AuditRecord, Server } from '../../contract/models.ts';
import type { SignIn } from '../../contract/sign-ins.ts';
import { AuthorizationServer } from '../helpers/authorization-server.ts';
import { BrokerProcess, connectApp, programs, temporaryHome, textOf } from '../helpers/broker-process.ts';
import { eventually } from '../helpers/eventually.ts';
import { PersonInBrowser } from '../helpers/person-in-browser.ts';
import { ProtectedServer } from '../helpers/protected-server.ts';
import { RawApp } from '../helpers/raw-app.ts';

async function everythingIn(folder: string): Promise<string> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((file) => file.isFile());
  return (await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'latin1')))).join('\n');
}

/** The command `patchbay`, with what it says on stderr while it runs. */
function commandLine(home: string, ...words: string[]) {
  const child = spawn(process.execPath, [programs.cli, '--home', home, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const ended = once(child, 'close').then(([code]: unknown[]) => ({ code, out, err }));
  const said = (pattern: RegExp) =>
    eventually(() => {
      const found = pattern.exec(err)?.[0];
      if (found === undefined) throw new Error(`It said: ${err}`);
      return found;
    });
  return { ended, said };
}

const call = { name: 'call_tool', arguments: { name: 'docs.get_note', arguments: {} } };

describe('a server that one signs in at, behind a real Patchbay', () => {
  it('says so to apps, opens nothing by itself, and serves every app after one sign-in, also after a restart', async () => {
    await using authorization = await AuthorizationServer.listen();
    await using server = await ProtectedServer.listen({
      authorizationServers: () => [authorization.issuer],
      scopesOf: (token) => authorization.scopesOf(token),
      scopeFor: ({ body }) => (body.includes('get_more') ? 'write' : 'read'),
    });
    await using home = await temporaryHome(`version: 1\nservers:\n  docs: { url: "${server.url}" }\n`);
    const tokens: string[] = [];
    {
      await using broker = await BrokerProcess.start(home.folder);
      const signIn = async () => ((await broker.api('signIns.list')) as SignIn[])[0];
      const state = async () => ((await broker.api('servers.list')) as Server[])[0]?.state;
      await using app = await RawApp.connect(home.folder);
      await eventually(async () => expect(await state()).toBe('needs-sign-in'));
      const servers = JSON.stringify(await app.request(2, 'tools/call', { name: 'status', arguments: {} }));
      expect(servers).toContain('needs-sign-in');
      expect(servers).toContain('patchbay servers sign-in docs');
      expect(await signIn()).toMatchObject({ server: 'docs', state: 'signed-out' });
      expect(authorization.asked).toEqual([]);

      const signingIn = commandLine(home.folder, 'servers', 'sign-in', 'docs');
      const address = await signingIn.said(/http\S+/);
      expect(await signIn()).toMatchObject({ state: 'waiting-for-browser', address, message: expect.stringContaining('on this computer') });
      await new PersonInBrowser().signIn(address);
      expect(await signingIn.ended).toMatchObject({ code: 0, out: expect.stringContaining('Signed in, for every app') });
      await eventually(async () => expect(await state()).toBe('running'));
      expect(JSON.stringify(await app.request(3, 'tools/call', call))).toContain('called get_note');
      await using other = await connectApp(home.folder);
      expect(textOf(await other.client.callTool(call))).toContain('called get_note');

      const more = await app.request(4, 'tools/call', { name: 'call_tool', arguments: { name: 'docs.get_more', arguments: {} } });
      expect(JSON.stringify(more)).toContain('sign_in_needed');
      expect(await signIn()).toMatchObject({ state: 'needs-more' });
      expect(await state()).toBe('running');

      await Promise.all(server.met.map(async ({ token }) => token !== null && authorization.spoil(token)));
      const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => app.request(100 + index, 'tools/call', call)));
      for (const answer of answers) expect(JSON.stringify(answer)).toContain('called get_note');
      expect(authorization.granted('refresh_token')).toBe(1);
      tokens.push(...server.met.flatMap(({ token }) => token ?? []));

      const { records } = (await broker.api('audit.search')) as { records: AuditRecord[] };
      expect(records.map(({ kind }) => kind)).toContain('sign-in.done');
      const told = await Promise.all(['signIns.list', 'servers.list', 'audit.search', 'status.get'].map((method) => broker.api(method)));
      for (const token of tokens) expect(JSON.stringify(told)).not.toContain(token);
    }
    const kept = await everythingIn(home.folder);
    for (const token of new Set(tokens)) expect(kept).not.toContain(token);

    await using broker = await BrokerProcess.start(home.folder);
    await eventually(async () => expect(await broker.api('signIns.list')).toMatchObject([{ state: 'signed-in', renewable: true }]));
    await using app = await connectApp(home.folder);
    expect(textOf(await app.client.callTool(call))).toContain('called get_note');
    expect(await commandLine(home.folder, 'servers', 'sign-out', 'docs').ended).toMatchObject({ code: 0 });
    expect(await broker.api('signIns.list')).not.toMatchObject([{ state: 'signed-in' }]);
    const refused = JSON.stringify(await app.client.callTool(call));
    expect(refused).toContain('sign_in_needed');
    expect(refused).toContain('patchbay servers sign-in docs');
  });
});
