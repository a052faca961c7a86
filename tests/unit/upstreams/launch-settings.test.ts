import { describe, expect, it } from 'vitest';
import { NamedError } from '../../../contract/errors.ts';
import type { HttpServerSettings, StdioServerSettings } from '../../../main/settings/settings.ts';
import { withSecrets } from '../../../main/upstreams/launch-settings.ts';

const common = { mode: 'shared', timeoutMs: 1000, tools: new Map() } as const;
const program: StdioServerSettings = { ...common, kind: 'stdio', command: 'x', args: [], env: {}, cwd: null };
const remote: HttpServerSettings = { ...common, kind: 'http', url: 'https://a.example', headers: {}, transport: 'auto' };

const values = new Map([
  ['token', 's3cret'],
  ['place', 'wss://a.example/k3y'],
  ['zero', 'a\0b'],
  ['lines', 'one\ntwo-lines'],
  ['word', 'no-address-at-all'],
]);
const read = (name: string) => Promise.resolve(values.get(name) ?? null);

async function failureOf(work: Promise<unknown>): Promise<{ message: string; permanent?: boolean; code?: string }> {
  return work.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: unknown) => error as { message: string; permanent: boolean },
  );
}

describe('what a server is launched with', () => {
  it('holds the secrets where its settings name them, and the settings still do not', async () => {
    const settings = {
      ...program,
      args: ['--key', { secret: 'token', prefix: 'k=' }],
      env: { T: { secret: 'token', suffix: '!' }, U: 'u' },
    };
    expect(await withSecrets('a', settings, read)).toMatchObject({ args: ['--key', 'k=s3cret'], env: { T: 's3cret!', U: 'u' } });
    expect(JSON.stringify(settings)).not.toContain('s3cret');
  });

  it('has the transport that a secret address asks for, and shows none of it', async () => {
    const launch = await withSecrets(
      'a',
      { ...remote, url: { secret: 'place' }, headers: { A: { secret: 'token', prefix: 'Bearer ' } } },
      read,
    );
    expect(launch).toMatchObject({ url: 'wss://a.example/k3y', transport: 'websocket', headers: { A: 'Bearer s3cret' } });
    expect(launch).toMatchObject({ shownUrl: '‹secret place›' });
  });

  it('names a secret that is missing, and says what to do', async () => {
    const failure = await failureOf(withSecrets('a', { ...program, env: { T: { secret: 'gone' } } }, read));
    expect(failure).toMatchObject({ code: 'secret_missing', permanent: true });
    expect(failure.message).toContain(
      'needs the secret gone, which the vault doesn\'t have: set it in Settings, or with "patchbay secrets set gone"',
    );
  });

  it('waits for the vault while that is locked', async () => {
    const locked = () => Promise.reject(new NamedError('vault_locked', 'Unlock the keychain.'));
    const failure = await failureOf(withSecrets('a', { ...program, args: [{ secret: 'token' }] }, locked));
    expect(failure).toMatchObject({ code: 'vault_locked', message: 'The server “a” needs the secret token. Unlock the keychain.' });
  });

  it.each([
    ['a zero byte in a variable', { ...program, env: { T: { secret: 'zero' } } }],
    ['a zero byte in an argument', { ...program, args: [{ secret: 'zero' }] }],
    ['two lines in a header', { ...remote, headers: { A: { secret: 'lines' } } }],
    ['a word as an address', { ...remote, url: { secret: 'word' } }],
    ['another kind of address', { ...remote, url: { secret: 'place' }, transport: 'sse' as const }],
  ])('is refused without citing the secret: %s', async (_what, settings) => {
    const failure = await failureOf(withSecrets('a', settings, read));
    expect(failure).toMatchObject({ permanent: true });
    for (const value of values.values()) expect(failure.message).not.toContain(value);
  });
});
