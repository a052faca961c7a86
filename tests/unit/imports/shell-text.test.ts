import { describe, expect, it } from 'vitest';
import { risksOf } from '../../../main/imports/risks.ts';
import { nowhere, draftsIn, seenIn } from '../../helpers/pasted.ts';

const server = (entry: object) => JSON.stringify({ mcpServers: { thing: entry } });

describe('the text of a shell or an interpreter', () => {
  it.each([
    ['bash', ['-c', 'TOKEN=${A_TOKEN:-none} exec npx thing --token "$TOKEN"']],
    ['sh', ['-lc', 'for each in a b; do echo $each <in >out; done # TODO']],
    ['cmd', ['/c', 'npx thing --token %A_TOKEN%']],
    ['pwsh', ['-NoProfile', '-Command', '& npx thing --token $env:A_TOKEN ${A_TOKEN}']],
    ['node', ['-e', 'for (let i = 0; i <n; i++) if (a> b) console.log(`${TOKEN}`)']],
    ['docker', ['run', '-i', 'node:22', 'sh', '-c', 'cd ~ && npx thing --home $HOME --zone "{{zone}}"']],
  ])('keeps its own variables, which nobody is asked for: %s %j', (command, args) => {
    const [draft] = draftsIn(server({ command, args }), { ...nowhere, variable: () => 'from-here' });
    expect(draft?.questions).toEqual([]);
    const { target } = draft ?? {};
    expect(target?.kind === 'stdio' ? target.args.at(-1) : null).toEqual({ pieces: [args.at(-1)] });
  });

  it.each([
    ['${input:key}', 'key'],
    ['${env:A_TOKEN}', 'A_TOKEN'],
    ['<YOUR_TOKEN>', 'token'],
    ['your-api-key', 'api-key'],
    ['/path/to/keys', 'path'],
  ])('asks for what no shell could know: %s', (hole, question) => {
    expect(draftsIn(server({ command: 'bash', args: ['-c', `exec npx thing --token ${hole}`] }))[0]?.questions).toMatchObject([
      { key: question },
    ]);
  });

  it('is told to be without a key that nobody gives it', () => {
    const risks = (entry: object) => draftsIn(server(entry)).flatMap((draft) => risksOf(draft, { platform: 'linux', exists: () => true }));
    const unset = expect.stringContaining('uses A_TOKEN, which it isn’t given') as string;
    const args = ['-c', 'exec npx thing@1 --token "$A_TOKEN" $HOME ${1} $each'];
    expect(risks({ command: 'bash', args })).toEqual(['It runs a shell, which can do anything that its text says.', unset]);
    expect(risks({ command: 'bash', args, env: { A_TOKEN: 'abc' } })).not.toContainEqual(unset);
    expect(risks({ command: 'bash', args: ['-c', 'A_TOKEN=1; echo $A_TOKEN'] })).not.toContainEqual(unset);
  });

  it('is no reason to leave the words around it alone', () => {
    expect(seenIn(server({ command: 'bash', args: ['-c', 'exec "$0" "$@"', 'npx', '${A_TOKEN}'] }))).toEqual([
      'thing | bash -c "exec \\"$0\\" \\"$@\\"" npx ‹A_TOKEN› | - | A_TOKEN*',
    ]);
  });
});
