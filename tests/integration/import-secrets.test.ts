import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportCandidate, ImportSource } from '../../contract/imports.ts';
import type { Server } from '../../contract/models.ts';
import type { Secret } from '../../contract/vault.ts';
import { serverProgram } from '../helpers/broker-process.ts';
import { Person } from '../helpers/person.ts';

/** None of them is like another, so that each tells where it leaked. */
const secrets = {
  token: 'ghp_abcdefghijklmnopqrstuvwxyz0123456789',
  other: 'ghp_zyxwvutsrqponmlkjihgfedcba9876543210',
  password: 'correct-horse-7-battery',
  argument: 'zq81-argument-of-mine',
  login: 'login-of-ada-55',
  query: 'query-key-88213',
  header: 'header-key-77124',
  typed: 'typed-by-the-person-1',
};
const memory = (more: object) => ({ command: process.execPath, args: [serverProgram('memory')], ...more });
const remote = `http://127.0.0.1:9/mcp?api_key=${secrets.query}`;

let person: Person;

beforeAll(async () => {
  person = await Person.with({
    'patchbay/config.yaml': 'version: 1\nservers: {}\n',
    '.cursor/mcp.json': JSON.stringify({
      mcpServers: {
        brain: memory({ env: { GITHUB_TOKEN: secrets.token, DB_PASSWORD: secrets.password } }),
        worded: memory({ args: [serverProgram('memory'), '--password', secrets.argument, `https://ada:${secrets.login}@a.example/`] }),
        far: { url: remote, headers: { Authorization: `Bearer ${secrets.header}` } },
      },
    }),
    '.gemini/settings.json': JSON.stringify({
      mcpServers: { 'second-brain': memory({ env: { GITHUB_TOKEN: secrets.other, DB_PASSWORD: secrets.password } }) },
    }),
  });
});
afterAll(() => person[Symbol.asyncDispose]());

/** Every file of Patchbay but the vault's own and the copies of the apps' files. */
async function files(): Promise<string[]> {
  const found = await readdir(person.patchbayHome, { recursive: true, withFileTypes: true });
  const own = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return own.filter((path) => !/\/(?:backups|vault[^/]*)(?:\/|$)/.test(path.slice(person.patchbayHome.length)));
}

async function leaks(): Promise<string[]> {
  const contents = await Promise.all((await files()).map(async (path) => [path, await readFile(path)] as const));
  return Object.entries(secrets).flatMap(([name, secret]) => {
    const spelled = [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64').replace(/=+$/, '')];
    return contents.flatMap(([path, bytes]) => (spelled.some((text) => bytes.includes(text)) ? [`${name} in ${path}`] : []));
  });
}

describe('the secrets of servers that are added', () => {
  it('lie in the vault, two of one name apart, and in no other file', async () => {
    const sources = (await person.broker.api('imports.find')) as ImportSource[];
    const found = sources.flatMap(({ candidates }) => candidates);
    const [pasted] = (await person.broker.api('imports.read', {
      text: `{"asked": ${JSON.stringify(memory({ env: { A_TOKEN: '<YOUR_TOKEN>' } }))}}`,
    })) as ImportCandidate[];
    const servers = found.map(({ id, name }) => ({ id, name }));
    const asked = { id: pasted?.id ?? '', name: 'asked', answers: { A_TOKEN: secrets.typed } };
    const { added, failed } = (await person.broker.api('imports.take', { servers: [...servers, asked] })) as {
      added: Server[];
      failed: unknown[];
    };
    expect(failed).toEqual([]);
    expect(added.map(({ name }) => name)).toEqual(['brain', 'worded', 'far', 'second-brain', 'asked']);
    expect(JSON.stringify([found, added])).not.toMatch(new RegExp(Object.values(secrets).join('|')));
    const stored = ((await person.broker.api('secrets.list')) as Secret[]).map(({ name, usedBy }) => `${name}: ${usedBy.join(' ')}`);
    expect(stored.toSorted()).toEqual([
      'a-token: asked',
      'brain-db-password: brain second-brain',
      'far-authorization: far',
      'far-url: far',
      'github-token-2: second-brain',
      'github-token: brain',
      'worded-password: worded',
      'worded: worded',
    ]);
    await person.broker.api('servers.test', { name: 'brain' });
    await person.broker.api('servers.test', { name: 'far' });
    await person.stopPatchbay();
    expect((await files()).length).toBeGreaterThan(3);
    expect(await leaks()).toEqual([]);
  });
});
