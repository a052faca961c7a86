import { describe, expect, it } from 'vitest';
import { maskedDiff } from '../../../../main/clients/wiring/masked-diff.ts';

const secret = `plain-${'qwertyuiop'.repeat(20)}`;
const padding = 'y'.repeat(1500);

function diffOf(before: string, after: string, servers: readonly unknown[] = []): string {
  return maskedDiff({ path: 'settings.json', before, after, servers });
}

describe('the diff of a file that is one long line', () => {
  it('shows no end of a secret that it begins in', () => {
    const other = { command: 'x', env: { API_KEY: secret } };
    const file = (servers: object) => JSON.stringify({ padding, mcpServers: servers });
    const diff = diffOf(file({ other }), file({ other, patchbay: { command: 'p' } }), [other]);
    expect(diff).toContain('patchbay');
    expect(diff).not.toContain('qwertyuiop');
  });

  it('shows none of a secret beside the servers, which only its key tells', () => {
    const file = (servers: object) =>
      JSON.stringify({ padding, oauth: { accessToken: secret }, mcpServers: servers, primaryApiKey: secret });
    const diff = diffOf(file({}), file({ patchbay: { command: 'p' } }));
    expect(diff).toContain('patchbay');
    expect(diff).not.toContain('qwertyuiop');
  });

  it('shows no beginning of a secret that it ends in', () => {
    const file = (servers: object) => JSON.stringify({ padding, mcpServers: servers, apiKey: secret });
    expect(diffOf(file({}), file({ patchbay: { command: 'p' } }))).not.toContain('qwertyuiop');
  });
});

describe('a diff', () => {
  it.each(['DB_PASS', 'SMTP_PASS', 'MYSQL_PASS', 'PASSWORD'])('hides what a server is given as %s', (key) => {
    const other = { env: { [key]: 'qwertyuiop1' } };
    expect(diffOf(JSON.stringify({ other }, null, 1), JSON.stringify({}), [other])).not.toContain('qwertyuiop1');
  });

  it.each([
    ['{\n "a": {"env":{"API_KEY":\n "abc\\/def\\"ghi\\\\jkl"}}\n}\n', 'abc/def"ghi\\jkl'],
    ['{\n "a": {"env":{"API_KEY":\n "\\u0061bcdefghijkl"}}\n}\n', 'abcdefghijkl'],
  ])('hides a secret however the file spells it: %j', (before, value) => {
    const after = before.replace('{\n', '{\n "patchbay": {},\n');
    expect(JSON.parse(before).a.env.API_KEY).toBe(value);
    const diff = diffOf(before, after, [{ env: { API_KEY: value } }]);
    expect(diff).toContain('patchbay');
    expect(diff).not.toMatch(/def|ghi|jkl/);
  });

  it('is made of a text of megabytes, too', () => {
    const other = { env: { API_KEY: 'qwertyuiop1', NOTE: 'x'.repeat(9_000_000) } };
    const file = (more: object) => JSON.stringify({ mcpServers: { other, ...more } }, null, 2);
    expect(diffOf(file({}), file({ patchbay: { command: 'p' } }), [other]).length).toBeLessThan(5_000);
  });
});
