import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeldCandidates } from '../../../main/imports/held-candidates.ts';
import { hiddenIn } from '../../../main/imports/prepare.ts';
import { SecretNames } from '../../../main/imports/secret-names.ts';
import { draftsIn, nowhere, seenIn } from '../../helpers/pasted.ts';

const emptyVault = { read: () => Promise.resolve(null), names: () => [] };

async function viewsOf(text: string): Promise<string> {
  const held = new HeldCandidates(new SecretNames(emptyVault), { platform: 'linux', exists: () => true });
  const together = { existing: new Map(), batch: [] };
  const views = draftsIn(text).map((draft) => held.view(held.hold(draft, together, { source: 'a test', app: null })));
  return JSON.stringify(await Promise.all(views));
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'.split('');
const drawn = (length: number) =>
  fc.array(fc.constantFrom(...letters), { minLength: length, maxLength: length + 20 }).map((all) => all.join(''));

/** Keys as they are, and passwords under names that say what they are. */
const known = fc.oneof(
  drawn(36).map((text) => `ghp_${text}`),
  drawn(40).map((text) => `sk-${text}1`),
  drawn(20).map((text) => `glpat-${text}`),
  drawn(24).map((text) => `xoxb-${text}`),
  drawn(40).map((text) => `ntn_${text}`),
);
const password = drawn(12).map((text) => `pw${text}9`);

const entry = (more: object) => JSON.stringify({ mcpServers: { thing: { command: 'npx', args: ['thing'], ...more } } });

describe('secrets in what is pasted', () => {
  it('never stand in what a person is shown, wherever a key stands', async () => {
    const places = [
      (secret: string) => entry({ env: { SOME_SETTING: secret } }),
      (secret: string) => entry({ env: { HEADERS: JSON.stringify({ Authorization: `Bearer ${secret}` }) } }),
      (secret: string) => entry({ args: ['thing', secret] }),
      (secret: string) => entry({ args: ['thing', '--config', `a=${secret}`] }),
      (secret: string) => entry({ env: { A: `\${A:-${secret}}` } }),
      (secret: string) => entry({ env: { A: `\${A}${secret}` } }),
      (secret: string) => entry({ description: `uses ${secret}`, title: secret }),
      (secret: string) => JSON.stringify({ mcpServers: { thing: { url: `https://a.example/${secret}/mcp` } } }),
      (secret: string) => JSON.stringify({ mcpServers: { thing: { url: `https://a.example/mcp?q=${secret}` } } }),
      (secret: string) => JSON.stringify({ mcpServers: { thing: { url: 'https://a.example/mcp', headers: { Cookie: secret } } } }),
      (secret: string) => `TOKEN=${secret} npx thing`,
      (secret: string) => `claude mcp add thing -e TOKEN=${secret} -- npx thing`,
    ];
    await fc.assert(
      fc.asyncProperty(known, fc.constantFrom(...places), async (secret, place) => {
        expect(await viewsOf(place(secret))).not.toContain(secret);
      }),
      { numRuns: 150 },
    );
  });

  it('never stand in what a person is shown, whatever they are, under a name that says it', async () => {
    const places = [
      (secret: string) => entry({ env: { DB_PASSWORD: secret } }),
      (secret: string) => entry({ env: { WORDPRESS_PASS: secret } }),
      (secret: string) => entry({ env: { API_KEY: secret, COPY: `x-${secret}-y` } }),
      (secret: string) => entry({ env: { DATABASE_URL: `postgres://bob:${secret}@db.example/app` } }),
      (secret: string) => entry({ args: ['thing', '--password', secret] }),
      (secret: string) => entry({ args: ['thing', `--api-key=${secret}`] }),
      (secret: string) => entry({ args: ['thing', '--header', `X-Api-Key: ${secret}`] }),
      (secret: string) => entry({ args: ['run', '-e', `TOKEN=${secret}`, 'image'], command: 'docker' }),
      (secret: string) => JSON.stringify({ mcpServers: { thing: { url: `https://bob:${secret}@a.example/mcp` } } }),
      (secret: string) => JSON.stringify({ mcpServers: { thing: { url: `https://a.example/mcp?api_key=${secret}` } } }),
      (secret: string) => JSON.stringify({ mcpServers: { thing: { url: 'https://a.example/mcp', headers: { 'X-Api-Key': secret } } } }),
      (secret: string) => `[mcp_servers.thing]\ncommand = "npx"\nenv = { SECRET = "${secret}" }\n`,
      (secret: string) => `extensions:\n  thing:\n    cmd: npx\n    envs:\n      SECRET: ${secret}\n`,
    ];
    await fc.assert(
      fc.asyncProperty(password, fc.constantFrom(...places), async (secret, place) => {
        expect(await viewsOf(place(secret))).not.toContain(secret);
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    ['PORT', '8080'],
    ['LOG_LEVEL', 'debug'],
    ['MAX_TOKENS', '4000'],
    ['REGION', 'eu-central-1'],
    ['MODEL', 'claude-sonnet-4-20250514'],
    ['PACKAGE', '@modelcontextprotocol/server-filesystem'],
    ['URL', 'https://example.com/a/b?page=2'],
    ['GOOGLE_APPLICATION_CREDENTIALS', '/home/ada/keys/service.json'],
    ['TOKEN_FILE', '/etc/tokens/a'],
    ['NODE_OPTIONS', '--max-old-space-size=4096'],
    ['AUTH', 'none'],
    ['PATHS', 'C:\\Users\\ada\\Documents\\Project Files'],
    ['VERSION', '2025-11-25T10:00:00Z'],
  ])('are told from settings: %s=%s', (name, value) => {
    expect(seenIn(entry({ env: { [name]: value } }))).toEqual([`thing | npx thing | ${name}=${value}`]);
  });

  it('come with what stands around them, and two in one value are one', () => {
    const [draft] = draftsIn(
      entry({ env: { A: 'Bearer ghp_abcdefghijklmnopqrstuvwxyz0123456789', B: 'a ghp_aaaaaaaaaaaaaaaaaaaa b ghp_bbbbbbbbbbbbbbbbbbbb' } }),
    );
    expect(draft === undefined ? [] : hiddenIn(draft)).toEqual([
      'ghp_abcdefghijklmnopqrstuvwxyz0123456789',
      'a ghp_aaaaaaaaaaaaaaaaaaaa b ghp_bbbbbbbbbbbbbbbbbbbb',
    ]);
  });

  it('are taken from this computer’s environment only where they are there, and that is said', () => {
    const here = { ...nowhere, variable: (name: string) => (name === 'MY_TOKEN' ? 'abcdef' : undefined) };
    const [draft] = draftsIn(entry({ env: { A: '${MY_TOKEN}', B: '${OTHER_TOKEN}' } }), here);
    expect(draft?.questions.map(({ key }) => key)).toEqual(['OTHER_TOKEN']);
    expect(draft === undefined ? [] : hiddenIn(draft)).toEqual(['abcdef']);
    expect(draft?.warnings).toEqual(["It is given MY_TOKEN from this computer's environment."]);
  });
});

describe('names of secrets', () => {
  const place = (key: string) => ({ kind: 'variable', key }) as const;

  it('say what they are, and whose where that says nothing', async () => {
    const names = new SecretNames(emptyVault);
    expect(await names.nameOf('github', place('GITHUB_PERSONAL_ACCESS_TOKEN'), 'a')).toBe('github-personal-access-token');
    expect(await names.nameOf('weather', place('API_KEY'), 'b')).toBe('weather-api-key');
    expect(await names.nameOf('notion', { kind: 'header', key: 'Authorization' }, 'c')).toBe('notion-authorization');
    expect(await names.nameOf('linear', { kind: 'address', key: 'url' }, 'd')).toBe('linear-url');
    expect(await names.nameOf('odd', place('1_²'), 'e')).toBe('odd-1');
  });

  it('are shared by the same value, and by nothing else', async () => {
    const names = new SecretNames(emptyVault);
    expect(await names.nameOf('a', place('GITHUB_TOKEN'), 'one')).toBe('github-token');
    expect(await names.nameOf('b', place('GH'), 'one')).toBe('github-token');
    expect(await names.nameOf('b', place('GITHUB_TOKEN'), 'two')).toBe('github-token-2');
  });

  it('leave what lies in the vault alone, unless it is the same', async () => {
    const names = new SecretNames({ read: () => Promise.resolve('old'), names: () => ['github-token'] });
    expect(await names.nameOf('a', place('GITHUB_TOKEN'), 'new')).toBe('github-token-2');
    expect(await names.nameOf('a', place('GITHUB_TOKEN'), 'old')).toBe('github-token');
    const locked = new SecretNames({ read: () => Promise.reject(new Error('locked')), names: () => ['github-token'] });
    expect(await locked.nameOf('a', place('GITHUB_TOKEN'), 'old')).toBe('github-token-2');
  });
});
