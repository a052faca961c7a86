import { describe, expect, it } from 'vitest';
import { formatFault } from '../../../main/settings/fault.ts';
import { parseSettings } from '../../../main/settings/parse-settings.ts';
import { secretsNamedBy, shownAddress, shownText } from '../../../main/settings/references.ts';

function parsed(server: string) {
  return parseSettings(`version: 1\nservers: { a: { ${server} } }`, 'config.yaml', '/home/kim');
}

function faultsOf(server: string): string[] {
  const result = parsed(server);
  return 'faults' in result ? result.faults.map(formatFault) : [];
}

function serverOf(server: string) {
  const result = parsed(server);
  if ('faults' in result) throw new Error(result.faults.map(formatFault).join('\n'));
  const settings = result.settings.servers.get('a');
  if (settings === undefined) throw new Error('it is not there');
  return settings;
}

describe('a secret in config.yaml', () => {
  it('may stand for the value of a variable and for an argument', () => {
    const server = serverOf('command: x, args: [--key, { secret: k, prefix: "v=" }, y], env: { T: { secret: github.token-2 }, U: plain }');
    expect(server).toMatchObject({
      args: ['--key', { secret: 'k', prefix: 'v=' }, 'y'],
      env: { T: { secret: 'github.token-2' }, U: 'plain' },
    });
    expect([...secretsNamedBy(server)]).toEqual(['k', 'github.token-2']);
  });

  it('may stand for the value of a header and for an address', () => {
    const server = serverOf(
      'url: { secret: place, prefix: "wss://mcp.example/", suffix: "/ws" }, headers: { A: { secret: b, prefix: "Bearer " } }',
    );
    expect(server).toMatchObject({ transport: 'websocket', headers: { A: { secret: 'b', prefix: 'Bearer ' } } });
    expect([...secretsNamedBy(server)]).toEqual(['place', 'b']);
  });

  it.each([
    ['command: x, env: { T: { secret: T } }', '2:49 `servers.a.env.T.secret` must be small letters, digits, hyphens and dots'],
    ['command: x, env: { T: { secret: t, prefx: y } }', '2:52 unknown key `prefx`; did you mean `prefix`?'],
    ['command: x, env: { T: { secret: 5 } }', '2:49 `servers.a.env.T.secret` must be the name of a secret, such as github-token'],
    ['command: x, args: [{ secret: k, prefix: 5 }]', '2:57 `servers.a.args.0.prefix` must be text: put quotes around'],
    ['command: x, env: { T: [1] }', '2:39 `servers.a.env.T` must be text: put quotes around numbers'],
    ['command: { secret: x }', '2:26 `servers.a.command` must be text'],
    ['url: {}', '2:17 `servers.a.url.secret` must be the name of a secret, such as github-token'],
    ['url: { secret: k, prefix: "ftp://x" }', '2:22 this url must be a whole address that begins with https://'],
    ['url: { secret: k, prefix: "wss://x" }, transport: sse', '2:22 `transport: sse` goes with another kind of address'],
    [String.raw`url: "https://a", headers: { A: { secret: b, suffix: "\n" } }`, '2:70 `servers.a.headers.A.suffix` must be one line of'],
  ])('is refused with its place: %s', (server, fault) => {
    expect(faultsOf(server)).toEqual([expect.stringContaining(`config.yaml:${fault}`)]);
  });

  it('is shown by its name, and nothing in an address that may be a secret is', () => {
    expect(shownText({ secret: 'k', prefix: 'Bearer ' })).toBe('Bearer ‹secret k›');
    expect(shownAddress({ secret: 'k' })).toBe('‹secret k›');
    expect(shownAddress({ secret: 'k', prefix: 'https://kim:pass@a.example/v1?key=', suffix: '&team=red7' })).toBe(
      'https://a.example/v1?key=…‹secret k›&team=…',
    );
  });
});
