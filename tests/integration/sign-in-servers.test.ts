import { describe, expect, it } from 'vitest';
import { AuthorizationServer } from '../helpers/authorization-server.ts';
import { eventually } from '../helpers/eventually.ts';
import { LoopbackServer } from '../helpers/remote-servers.ts';
import { signInServer, SigningIn } from '../helpers/signing-in.ts';

describe('a server that names several authorization servers', () => {
  it('is signed in at by the first that one can sign in at', async () => {
    await using silent = await LoopbackServer.listen((_request, response) => response.writeHead(404).end());
    await using broken = await LoopbackServer.listen((_request, response) => response.writeHead(500).end());
    await using good = await AuthorizationServer.listen();
    await using signing = await SigningIn.open({
      authorizationServers: () => ['http://127.0.0.1:1', new URL(silent.url).origin, new URL(broken.url).origin, good.issuer],
      scopesOf: (token) => good.scopesOf(token),
    });
    await signing.signIn();
    expect(signing.signIns.list()).toMatchObject([{ state: 'signed-in', issuer: good.issuer }]);
    expect(await signing.ask()).toBe('200');
  });

  it('of which none will do says what is wrong with the first', async () => {
    await using silent = await LoopbackServer.listen((_request, response) => response.writeHead(404).end());
    await using signing = await SigningIn.open({
      authorizationServers: () => [new URL(silent.url).origin, 'https://169.254.169.254', 'http://10.0.0.1'],
    });
    const { state, message } = await signing.signIns.start('docs');
    expect({ state, message }).toMatchObject({ state: 'failed', message: expect.stringContaining(String(silent.port)) });
  });
});

describe('a server that leaves config.yaml', () => {
  it('is signed out of, and its authorization server is told', async () => {
    await using signing = await SigningIn.open();
    await signing.signIn();
    const { refresh } = signing.kept();
    signing.signIns.follow([], new Set());
    await eventually(async () => expect(await signing.authorization.provider.RefreshToken.find(refresh)).toBeUndefined());
    expect(signing.vault.entries.size).toBe(0);
    expect(signing.signIns.list()).toEqual([]);
  });

  it('while the person is signing in is not signed in at, whatever the browser brings', async () => {
    await using signing = await SigningIn.open();
    const { address } = await signing.signIns.start('docs');
    signing.signIns.follow([], new Set());
    await signing.person.signIn(address ?? '').catch((error: unknown) => error);
    expect(signing.vault.entries.size).toBe(0);
    expect(signing.authorization.granted('authorization_code')).toBe(0);
  });

  it('while Patchbay does not run leaves nothing behind, and others keep what they have', async () => {
    await using signing = await SigningIn.open();
    await signing.signIn();
    signing.vault.entries.set('sign-in/gone/tokens', '{}');
    signing.vault.entries.set('github-token', 'of the person');
    await using again = await signing.restarted();
    await again.forgetUnknown(new Set(['docs']));
    expect([...signing.vault.entries.keys()].toSorted()).toEqual(['github-token', 'sign-in/docs/tokens']);
    expect(again.list()).toMatchObject([{ state: 'signed-in' }]);
  });

  it('with many others leaves as many removals as there are', async () => {
    await using signing = await SigningIn.open();
    for (let index = 0; index < 12; index += 1) signing.vault.entries.set(`sign-in/gone-${index}/tokens`, '{}');
    const again = await signing.restarted();
    const removed: string[] = [];
    const remove = signing.vault.remove.bind(signing.vault);
    const followers: Promise<void>[] = [];
    // As the composition does: whatever changes the vault is followed.
    signing.vault.remove = async (name) => {
      removed.push(name);
      await remove(name);
      followers.push(again.forgetUnknown(new Set(['docs'])));
    };
    await again.forgetUnknown(new Set(['docs']));
    await Promise.all(followers);
    expect(removed).toHaveLength(12);
    expect(signing.vault.names()).toEqual([]);
  });

  it('and comes back under another name is not signed in at', async () => {
    await using signing = await SigningIn.open();
    await signing.signIn();
    signing.signIns.follow([signInServer(signing.server.url, {}, 'renamed')], new Set(['renamed']));
    await eventually(() => expect(signing.vault.entries.size).toBe(0));
    expect(await signing.signIns.accessTo('renamed', new URL(signing.server.url)).authorization()).toBeNull();
  });
});

describe('two windows in which the person signs in at once', () => {
  it('lead to one sign-in, at the page that was opened last', async () => {
    await using signing = await SigningIn.open();
    const shown = await Promise.all([signing.signIns.start('docs'), signing.signIns.start('docs')]);
    const address = signing.signIns.list()[0]?.address ?? '';
    expect(shown.map(({ state }) => state)).toEqual(['waiting-for-browser', 'waiting-for-browser']);
    await signing.person.signIn(address);
    await eventually(() => expect(signing.state).toBe('signed-in'));
    expect(signing.authorization.granted('authorization_code')).toBe(1);
  });
});

describe('whoever is signed in, and begins again and says no,', () => {
  it('is told that they are signed in as before, and is', async () => {
    await using signing = await SigningIn.open();
    await signing.signIn();
    const { address } = await signing.signIns.start('docs');
    const asked = new URL(address ?? '').searchParams;
    const answer = { state: asked.get('state') ?? '', error: 'access_denied', iss: signing.authorization.issuer };
    await fetch(`${asked.get('redirect_uri')}?${new URLSearchParams(answer).toString()}`);
    await eventually(() => expect(signing.signIns.list()).toMatchObject([{ message: expect.stringContaining('signed in as before') }]));
    expect(await signing.ask()).toBe('200');
    expect(signing.state).toBe('signed-in');
  });
});

describe('a server that refuses without a word', () => {
  it('is looked at again where nobody answered the first time', async () => {
    let isThere = false;
    await using signing = await SigningIn.open({
      authorizationServers: () => [isThere ? signing.authorization.issuer : 'http://127.0.0.1:1'],
    });
    const access = signing.signIns.accessTo('docs', new URL(signing.server.url));
    const refused = () => access.refused({ status: 401, challenge: undefined, sent: null, isAgain: false });
    expect(await refused()).toBe(false);
    isThere = true;
    await expect(refused()).rejects.toMatchObject({ code: 'sign_in_needed' });
  });
});
