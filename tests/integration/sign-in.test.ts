import { afterEach, describe, expect, it, vi } from 'vitest';
import { eventually } from '../helpers/eventually.ts';
import { SigningIn } from '../helpers/signing-in.ts';

afterEach(() => vi.useRealTimers());

function atOnce(times: number, work: () => Promise<string>): Promise<string[]> {
  return Promise.all(Array.from({ length: times }, work));
}

describe('signing in at a server', () => {
  it('leads from its refusal to the browser and back to tokens in the vault', async () => {
    await using signing = await SigningIn.open();
    expect(await signing.ask()).toBe('sign_in_needed');
    expect(signing.signIns.list()).toMatchObject([{ server: 'docs', state: 'signed-out', expiresAt: null }]);
    const { address, ...waiting } = await signing.signIns.start('docs');
    expect(waiting).toMatchObject({ state: 'waiting-for-browser', issuer: signing.authorization.issuer });
    const asked = Object.fromEntries(new URL(address ?? '').searchParams);
    expect(asked).toMatchObject({ code_challenge_method: 'S256', resource: signing.server.url, scope: 'read offline_access' });
    expect(asked['redirect_uri']).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{22}$/);
    const page = await signing.person.signIn(address ?? '');
    expect(page).toMatchObject({ status: 200, text: expect.stringContaining('You can close this page') });
    await eventually(() => expect(signing.state).toBe('signed-in'));
    expect(await signing.ask()).toBe('200');
    expect(signing.signIns.list()).toMatchObject([{ renewable: true, scopes: expect.arrayContaining(['read']), address: null }]);
    expect(signing.notes).toEqual([`sign-in.done docs ${signing.authorization.issuer}`]);
    expect(JSON.stringify([signing.notes, signing.signIns.list()])).not.toContain(signing.kept().access);
  });

  it('opens the browser where there is one, and gives the address where that fails', async () => {
    const opened: string[] = [];
    await using signing = await SigningIn.open({
      openInBrowser: async (address) => {
        opened.push(address);
        return Promise.resolve();
      },
    });
    expect(await signing.signIns.start('docs')).toMatchObject({ state: 'waiting-for-browser', address: null });
    expect(opened).toHaveLength(1);
    await using other = await SigningIn.open({ openInBrowser: () => Promise.reject(new Error('no browser')) });
    expect(await other.signIns.start('docs')).toMatchObject({ address: expect.stringContaining(other.authorization.issuer) });
  });

  it('is known after a restart, without asking the server or the authorization server', async () => {
    await using signing = await SigningIn.open();
    await signing.signIn();
    const [met, asked] = [signing.server.met.length, signing.authorization.asked.length];
    await using again = await signing.restarted();
    expect(again.list()).toMatchObject([{ state: 'signed-in', issuer: signing.authorization.issuer, expiresAt: expect.any(String) }]);
    expect([signing.server.met.length, signing.authorization.asked.length]).toEqual([met, asked]);
  });

  it('is over when the person cancels, and nothing listens any more', async () => {
    await using signing = await SigningIn.open();
    const { address } = await signing.signIns.start('docs');
    const redirect = new URL(address ?? '').searchParams.get('redirect_uri') ?? '';
    expect(await signing.signIns.cancel('docs')).toMatchObject({ state: 'signed-out' });
    await eventually(() => expect(fetch(redirect)).rejects.toThrow());
  });

  it('is over when the person says no', async () => {
    await using signing = await SigningIn.open();
    const { address } = await signing.signIns.start('docs');
    const redirect = new URL(new URL(address ?? '').searchParams.get('redirect_uri') ?? '');
    redirect.search = new URLSearchParams({
      state: new URL(address ?? '').searchParams.get('state') ?? '',
      error: 'access_denied',
      error_description: '<b>call this number</b>',
      iss: signing.authorization.issuer,
    }).toString();
    await fetch(redirect);
    await eventually(() => expect(signing.state).toBe('failed'));
    expect(signing.signIns.list()[0]?.message).toBe('You, or the server, said no: nothing was signed in.');
  });
});

describe('tokens', () => {
  it('that expired are renewed before they are used, with time to spare', async () => {
    await using signing = await SigningIn.open();
    await signing.signIn();
    const { access } = signing.kept();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_530_000 });
    expect(await signing.ask()).toBe('200');
    expect(signing.authorization.granted('refresh_token')).toBe(0);
    vi.setSystemTime(Date.now() + 20_000);
    expect(await atOnce(5, () => signing.ask())).toEqual(Array(5).fill('200'));
    expect(signing.authorization.granted('refresh_token')).toBe(1);
    expect(signing.kept().access).not.toBe(access);
    expect(signing.server.refusals(401)).toBe(0);
  });

  it('that 20 requests at once find refused are renewed once, and every request is done', async () => {
    await using signing = await SigningIn.open();
    await signing.signIn();
    expect(await signing.ask()).toBe('200');
    await signing.authorization.spoil(signing.kept().access);
    expect(await atOnce(20, () => signing.ask())).toEqual(Array(20).fill('200'));
    expect(signing.authorization.granted('refresh_token')).toBe(1);
    expect(signing.server.refusals(401)).toBe(20);
    expect(signing.server.met).toHaveLength(1 + 20 + 20);
  });

  it('are in use only when they lie in the vault', async () => {
    await using signing = await SigningIn.open();
    await signing.signIn();
    const before = signing.kept();
    await signing.authorization.spoil(before.access);
    signing.vault.fault = new Error('the disk is full');
    expect(await signing.ask()).not.toBe('200');
    expect(signing.kept()).toEqual(before);
    expect(signing.server.met.filter(({ status }) => status === 200)).toEqual([]);
    expect(await signing.ask()).toBe('200');
    expect(signing.authorization.granted('refresh_token')).toBe(1);
    const taken = signing.server.met.find(({ status }) => status === 200);
    expect(taken?.token).toBe(signing.kept().access);
  });

  it('that were replaced and come again end the sign-in', async () => {
    await using signing = await SigningIn.open();
    await signing.signIn();
    const old = signing.vault.entries.get('sign-in/docs/tokens') ?? '';
    await signing.authorization.spoil(signing.kept().access);
    expect(await signing.ask()).toBe('200');
    // As after a restore from a backup: the old refresh token is there again.
    signing.vault.entries.set('sign-in/docs/tokens', old);
    await using again = await signing.restarted();
    await signing.authorization.spoil(signing.kept().access);
    const access = again.accessTo('docs', new URL(signing.server.url));
    const sent = await access.authorization();
    await expect(access.refused({ status: 401, challenge: 'Bearer', sent, isAgain: false })).rejects.toMatchObject({
      code: 'sign_in_needed',
    });
    expect(again.list()).toMatchObject([{ state: 'expired', renewable: false }]);
    expect(await signing.ask()).toBe('sign_in_needed');
  });

  it('are kept while the authorization server is out of reach', async () => {
    await using signing = await SigningIn.open();
    await signing.signIn();
    const before = signing.kept();
    await signing.authorization.spoil(before.access);
    signing.authorization.intercept = (request) => {
      request.socket.destroy();
      return true;
    };
    expect(await signing.ask()).toBe('upstream_failed');
    expect(signing.signIns.list()).toMatchObject([{ state: 'failed', message: expect.stringContaining('could not be renewed') }]);
    signing.authorization.intercept = (_request, response) => {
      response.writeHead(503).end('later');
      return true;
    };
    expect(await signing.ask()).toBe('upstream_failed');
    expect(signing.kept()).toEqual(before);
    signing.authorization.intercept = () => false;
    expect(await signing.ask()).toBe('200');
    expect(signing.state).toBe('signed-in');
  });

  it('that the server takes no more, although they are new, are asked for once', async () => {
    let takesAny = true;
    await using signing = await SigningIn.open({ scopesOf: () => Promise.resolve(takesAny ? ['read'] : null) });
    await signing.signIn();
    expect(await signing.ask()).toBe('200');
    takesAny = false;
    expect(await signing.ask()).toBe('sign_in_needed');
    expect(await signing.ask()).toBe('sign_in_needed');
    expect(signing.authorization.granted('refresh_token')).toBe(1);
    expect(signing.state).toBe('expired');
  });

  it('in a locked vault make no request without them, and are used when it is open', async () => {
    await using signing = await SigningIn.open();
    await signing.signIn();
    signing.vault.isLocked = true;
    await using again = await signing.restarted();
    expect(again.list()).toMatchObject([{ state: 'needs-unlock' }]);
    const access = again.accessTo('docs', new URL(signing.server.url));
    await expect(access.authorization()).rejects.toMatchObject({ code: 'vault_locked' });
    await expect(again.start('docs')).rejects.toMatchObject({ code: 'vault_locked' });
    signing.vault.isLocked = false;
    await again.vaultChanged();
    expect(again.list()).toMatchObject([{ state: 'signed-in' }]);
    expect(await access.authorization()).toBe(`Bearer ${signing.kept().access}`);
  });
});

describe('signing out', () => {
  it('tells the authorization server, forgets the tokens, and leaves the way back in sight', async () => {
    await using signing = await SigningIn.open();
    await signing.signIn();
    const { refresh } = signing.kept();
    expect(await signing.signIns.end('docs')).toMatchObject({ state: 'signed-out', scopes: [] });
    expect(await signing.authorization.provider.RefreshToken.find(refresh)).toBeUndefined();
    expect(signing.vault.entries.size).toBe(0);
    expect(signing.signIns.list()).toMatchObject([{ server: 'docs', state: 'signed-out' }]);
    expect(await signing.ask()).toBe('sign_in_needed');
  });

  it('forgets them, too, where the authorization server is gone', async () => {
    await using signing = await SigningIn.open();
    await signing.signIn();
    signing.authorization.intercept = (request) => {
      request.socket.destroy();
      return true;
    };
    expect(await signing.signIns.end('docs')).toMatchObject({ state: 'signed-out' });
    expect(signing.vault.entries.size).toBe(0);
    expect(signing.notes.at(-1)).toContain('could not be told');
  });
});

describe('a server that wants more rights', () => {
  const wantsMore = { scopeFor: ({ body }: { body: string }) => (body.includes('get_more') ? 'write' : 'read') };

  it('gets them when the person agrees, and loses none', async () => {
    await using signing = await SigningIn.open(wantsMore);
    await signing.signIn();
    expect(await signing.ask('tools/call', { name: 'get_more' })).toBe('sign_in_needed');
    expect(signing.signIns.list()).toMatchObject([{ state: 'needs-more', message: expect.stringContaining('write') }]);
    expect(await signing.ask()).toBe('200');
    const { address } = await signing.signIns.start('docs');
    expect(new URL(address ?? '').searchParams.get('scope')?.split(' ').toSorted()).toEqual(['offline_access', 'read', 'write']);
    await signing.person.signIn(address ?? '');
    await eventually(() => expect(signing.state).toBe('signed-in'));
    expect(await signing.ask('tools/call', { name: 'get_more' })).toBe('200');
    expect(await signing.ask()).toBe('200');
  });

  it('and still refuses afterwards is asked about twice at most', async () => {
    await using signing = await SigningIn.open({ ...wantsMore, scopesOf: () => Promise.resolve(['read']) });
    await signing.signIn();
    for (const _time of [1, 2]) {
      expect(await signing.ask('tools/call', { name: 'get_more' })).toBe('sign_in_needed');
      await signing.signIn();
    }
    expect(await signing.ask('tools/call', { name: 'get_more' })).toBe('upstream_failed');
    expect(signing.state).toBe('signed-in');
    expect(await signing.ask()).toBe('200');
  });
});

describe('a server that the person registered Patchbay at', () => {
  it('is signed in at under that id, with its secret, at the port that was agreed on', async () => {
    const client = {
      client_id: 'mine',
      client_secret: 's3cret',
      redirect_uris: ['http://127.0.0.1/callback'],
      application_type: 'native' as const,
    };
    await using signing = await SigningIn.open({
      isClosed: true,
      clients: [
        {
          ...client,
          grant_types: ['authorization_code', 'refresh_token'],
          response_types: ['code'],
          token_endpoint_auth_method: 'client_secret_post',
        },
      ],
    });
    expect(await signing.signIns.start('docs')).toMatchObject({ state: 'failed', message: expect.stringContaining('clientId') });
    await signing.know({ clientId: 'mine', clientSecret: () => Promise.resolve('s3cret') });
    await signing.signIn();
    expect(signing.person.visited.at(-1)).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback\?/);
    await signing.authorization.spoil(signing.kept().access);
    expect(await signing.ask()).toBe('200');
    expect(signing.vault.entries.get('sign-in/docs/tokens')).not.toContain('s3cret');
  });
});
