import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { namePattern } from '../../../contract/names.ts';
import { Directory, directoryFile, draftOfListing } from '../../../main/imports/directory.ts';
import { valuesOf } from '../../../main/imports/draft.ts';
import { fillIn, hiddenSecrets } from '../../../main/imports/fill-in.ts';
import { programOf } from '../../../main/imports/program.ts';
import { withHiddenSecrets } from '../../../main/imports/secrets.ts';

const file = fileURLToPath(new URL('../../../resources/directory/servers.json', import.meta.url));
const { servers } = directoryFile.parse(JSON.parse(readFileSync(file, 'utf8')));
const directory = new Directory(file);

describe('the directory of well-known servers', () => {
  it('has many, each once, and is small', () => {
    expect(servers.length).toBeGreaterThanOrEqual(60);
    expect(new Set(servers.map(({ id }) => id)).size).toBe(servers.length);
    expect(new Set(servers.map(({ title }) => title)).size).toBe(servers.length);
    expect(readFileSync(file).length).toBeLessThan(200_000);
  });

  it.each(servers.map((listed) => [listed.id, listed] as const))('describes %s so that it could be added', (id, listed) => {
    const draft = draftOfListing(listed);
    const asked = new Set(
      valuesOf(draft).flatMap(({ value }) =>
        value.pieces.flatMap((piece) => (typeof piece === 'object' && 'ask' in piece ? [piece.ask] : [])),
      ),
    );
    expect(id).toMatch(namePattern);
    expect([...asked].toSorted()).toEqual(draft.questions.map(({ key }) => key).toSorted());
    expect(hiddenSecrets(withHiddenSecrets(draft))).toEqual([]);
    const answers = Object.fromEntries(draft.questions.map(({ key, choices }) => [key, choices[0] ?? 'https://answer.example']));
    const { url, command, builtin } = fillIn(draft, answers, () => 'a-secret');
    expect([url, command, builtin].filter((way) => way !== undefined)).toHaveLength(1);
    if (typeof url === 'string') expect(new URL(url).protocol).toBe('https:');
  });

  it('pins the version of every package that it says one for, and says one wherever it pins', () => {
    const pinned = servers.map((listed) => [listed.id, programOf(draftOfListing(listed))?.version ?? null, listed.version]);
    expect(pinned.filter(([, runs, says]) => runs !== says)).toEqual([]);
    const loose = servers.filter(({ command, version }) => command !== undefined && version === null).map(({ id }) => id);
    expect(loose).toEqual(['grafana']);
  });

  it('has none that its publisher gave up, and none that was looked up after it was written', () => {
    expect(servers.filter(({ homepage, summary }) => /archived|no longer maintained/i.test(`${homepage} ${summary}`))).toEqual([]);
    const days = servers.flatMap(({ checked }) => checked ?? []);
    expect(days.filter((day) => new Date(day).getTime() > Date.now())).toEqual([]);
    expect(days.length).toBeGreaterThan(0);
  });

  it('says of every address how one is let in, and sends a secret nowhere but into a header or a variable it names', () => {
    const secrets = servers.flatMap((listed) => listed.questions.filter(({ secret }) => secret).map(({ key }) => ({ listed, key })));
    const misplaced = secrets.filter(({ listed: { url = '', command = '' }, key }) => `${url} ${command}`.includes(`{${key}}`));
    expect(misplaced.map(({ listed }) => listed.id)).toEqual([]);
    const both = servers.filter(({ signsIn, headers }) => signsIn && 'Authorization' in headers);
    expect(both.map(({ id }) => id)).toEqual([]);
  });

  it('is found by name, publisher, purpose and the beginnings of words, best first', async () => {
    const found = async (search: string) => (await directory.search(search, 5)).map(({ id }) => id);
    expect((await found('github'))[0]).toBe('github');
    expect((await found('post'))[0]).toMatch(/^post/);
    expect(await found('browser')).toContain('playwright');
    expect(await found('jira')).toContain('atlassian');
    expect(await found('web search')).toContain('brave-search');
    expect(await found('Patchbay')).toEqual(['files', 'memory']);
    expect(await found('no-such-thing-at-all')).toEqual([]);
    expect(await directory.search('', 3)).toHaveLength(3);
  });

  it('tells what a server is before anything is added', async () => {
    const [github] = await directory.search('github-local', 1);
    expect(github).toMatchObject({
      id: 'github-local',
      kind: 'stdio',
      asks: ['Personal access token'],
      command: 'docker run -i --rm -e GITHUB_PERSONAL_ACCESS_TOKEN ghcr.io/github/github-mcp-server:v1.12.2',
    });
    await expect(directory.draft('nothing')).rejects.toThrow('The directory has no server called nothing.');
    await expect(new Directory(join(file, 'gone')).search('', 1)).rejects.toThrow('ENO');
  });
});
