import { expect, it } from 'vitest';
import { checkPlainSecrets } from '../../../main/cli/doctor/plain-secret-checks.ts';
import { parseSettings } from '../../../main/settings/parse-settings.ts';

function told(servers: string): readonly string[] {
  const parsed = parseSettings(`version: 1\nservers:\n${servers}`, 'config.yaml', '/home/ada');
  if (!('settings' in parsed)) throw new Error(parsed.faults.map(({ message }) => message).join());
  return checkPlainSecrets(parsed.settings).map(({ subject, isWell, detail }) => `${isWell} ${subject}: ${detail}`);
}

it.each([
  ['  a: { command: a, env: { GITHUB_TOKEN: of-the-person } }', 'GITHUB_TOKEN looks like a secret'],
  ['  a: { command: a, env: { PLACE: ghp_0123456789abcdef } }', 'PLACE looks like a secret'],
  ['  a: { command: a, args: [serve, --key=sk-proj-0123456789abc] }', 'argument 2 looks like a secret'],
  ['  a: { url: "https://a.example/mcp", headers: { Authorization: of-the-person } }', 'Authorization looks like a secret'],
  ['  a: { url: "https://a.example/mcp", headers: { X-Api-Key: one, Cookie: two } }', 'X-Api-Key, Cookie look like secrets'],
  ['  a: { url: "https://a.example/mcp", auth: { clientId: me, clientSecret: of-the-person } }', 'clientSecret looks like a secret'],
])('a secret that stands in config.yaml as text is told by its name, and not by its value (%#)', (servers, sentence) => {
  const [finding = '', ...more] = told(servers);
  expect(finding).toContain(`false server a: ${sentence}`);
  expect(finding).not.toMatch(/of-the-person|0123456789/);
  expect(more).toEqual([]);
});

it.each([
  '  a: { command: a, args: [--verbose], env: { LANGUAGE: en, GITHUB_TOKEN: "" } }',
  '  a: { command: a, args: [{ secret: key, prefix: "--key=" }], env: { GITHUB_TOKEN: { secret: token } } }',
  '  a: { url: "https://a.example/mcp", headers: { Accept-Language: en, Authorization: { secret: token, prefix: "Bearer " } } }',
  '  a: { builtin: memory }',
])('nothing is told where there is none (%#)', (servers) => {
  expect(told(servers)).toEqual([]);
});
