import { describe, expect, it } from 'vitest';
import { AuthorizationServer } from '../helpers/authorization-server.ts';
import { eventually } from '../helpers/eventually.ts';
import { LoopbackServer } from '../helpers/remote-servers.ts';
import { SigningIn } from '../helpers/signing-in.ts';

/** Answers what the authorization server says of itself with changes. */
function lie(signing: SigningIn, changes: (truth: Record<string, unknown>) => object): void {
  const { authorization } = signing;
  let isAsking = false;
  authorization.intercept = (request, response) => {
    if (isAsking || !(request.url ?? '').startsWith('/.well-known/')) return false;
    isAsking = true;
    void fetch(`${authorization.issuer}/.well-known/openid-configuration`)
      .then((answer) => answer.json())
      .then((truth) => {
        isAsking = false;
        // Metadata is an object.
        const said = { ...(truth as object), ...changes(truth as Record<string, unknown>) };
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(said));
      });
    return true;
  };
}

/** The address that the browser is sent back to, with changes, and nothing else of the sign-in. */
async function answerWith(signing: SigningIn, change: (answer: URL) => void): Promise<{ status: number; redirect: string }> {
  const { address } = await signing.signIns.start('docs');
  const own = new URL(new URL(address ?? '').searchParams.get('redirect_uri') ?? '');
  signing.person.reroute = (next) => {
    const answer = new URL(next);
    if (answer.origin === own.origin) change(answer);
    return answer.href;
  };
  const { status, url } = await signing.person.signIn(address ?? '');
  return { status, redirect: url };
}

async function failed(signing: SigningIn): Promise<string> {
  await eventually(() => expect(signing.state).toBe('failed'));
  expect(signing.vault.entries.size).toBe(0);
  return signing.signIns.list()[0]?.message ?? '';
}

describe('the answer of the browser', () => {
  it.each([
    ['names somebody else', (answer: URL) => answer.searchParams.set('iss', 'https://evil.example')],
    ['names nobody, although it always does', (answer: URL) => answer.searchParams.delete('iss')],
    ['names almost the right one', (answer: URL) => answer.searchParams.set('iss', `${answer.searchParams.get('iss')}/`)],
  ])('is refused when it %s', async (_case, change) => {
    await using signing = await SigningIn.open();
    await answerWith(signing, change);
    expect(await failed(signing)).toContain('somebody else');
    expect(signing.authorization.granted('authorization_code')).toBe(0);
  });

  it('repeats nothing of what another than the right one said', async () => {
    await using signing = await SigningIn.open();
    await answerWith(signing, (answer) => {
      answer.searchParams.delete('code');
      answer.searchParams.set('error', 'call_this_number');
      answer.searchParams.set('iss', 'https://evil.example');
    });
    expect(await failed(signing)).not.toContain('call_this_number');
  });

  it('does not count without our state, and is taken once', async () => {
    await using signing = await SigningIn.open();
    const { address } = await signing.signIns.start('docs');
    const asked = new URL(address ?? '').searchParams;
    const redirect = asked.get('redirect_uri') ?? '';
    const strays = [
      `${redirect}?code=x&state=guessed`,
      `${redirect}?code=x`,
      `${redirect}/other?code=x&state=${asked.get('state')}`,
      new URL('/', redirect).href,
    ];
    const refused = await Promise.all(strays.map(async (stray) => (await fetch(stray)).status));
    expect(refused).toEqual([400, 400, 404, 404]);
    const posted = await fetch(`${redirect}?state=${asked.get('state')}`, { method: 'POST' });
    expect(posted.status).toBe(404);
    // Programs that look at links before a person does ask without wanting the page.
    const looked = await fetch(`${redirect}?code=x&state=${asked.get('state')}`, { method: 'HEAD' });
    expect(looked.status).toBe(404);
    expect(signing.state).toBe('waiting-for-browser');
    const page = await signing.person.signIn(address ?? '');
    expect(page.status).toBe(200);
    await eventually(() => expect(signing.state).toBe('signed-in'));
    await expect(fetch(page.url)).rejects.toThrow();
    expect(signing.authorization.granted('authorization_code')).toBe(1);
  });

  it('is not taken under another name of this computer', async () => {
    await using signing = await SigningIn.open();
    const { address } = await signing.signIns.start('docs');
    const asked = new URL(address ?? '').searchParams;
    const { port, pathname } = new URL(asked.get('redirect_uri') ?? '');
    const { request } = await import('node:http');
    const status = await new Promise((resolve, reject) => {
      const path = `${pathname}?code=x&state=${asked.get('state')}`;
      request({ host: '127.0.0.1', port, path, headers: { host: `evil.example:${port}` } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(404);
    expect(signing.state).toBe('waiting-for-browser');
  });

  it('with somebody else’s code signs nobody in', async () => {
    await using victim = await SigningIn.open();
    const { address } = await victim.signIns.start('docs');
    const stolen = Promise.withResolvers<string>();
    const own = new URL(new URL(address ?? '').searchParams.get('redirect_uri') ?? '').origin;
    victim.person.reroute = (next) => {
      const code = new URL(next).origin === own ? new URL(next).searchParams.get('code') : null;
      if (code === null) return next;
      stolen.resolve(code);
      return `${victim.authorization.issuer}/nowhere`;
    };
    await victim.person.signIn(address ?? '');
    const code = await stolen.promise;
    victim.person.reroute = (next) => next;
    await answerWith(victim, (answer) => answer.searchParams.set('code', code));
    expect(await failed(victim)).toContain('refused');
  });

  it('that never stops being wrong ends the sign-in', async () => {
    await using signing = await SigningIn.open();
    const { address } = await signing.signIns.start('docs');
    const redirect = new URL(address ?? '').searchParams.get('redirect_uri') ?? '';
    for (let stray = 0; stray < 100; stray += 1) await fetch(`${redirect}?state=${stray}`);
    expect(await failed(signing)).toContain('Something else');
  });
});

describe('a page to sign in at', () => {
  it.each([
    'javascript:alert(1)',
    'file:///etc/passwd',
    'data:text/html,hello',
    'http://login.example.com/authorize',
    'https://x$(id)/authorize',
    'https://a&calc.exe/',
    'https://user:word@login.example.com/',
    'https://10.0.0.1/admin',
    'https://169.254.169.254/',
    'ms-settings:privacy',
    'vbscript:x',
    '/relative',
  ])('at %s is not opened', async (endpoint) => {
    const opened: string[] = [];
    await using signing = await SigningIn.open({
      openInBrowser: async (address) => {
        opened.push(address);
        return Promise.resolve();
      },
    });
    lie(signing, () => ({ authorization_endpoint: endpoint }));
    const { state, address } = await signing.signIns.start('docs');
    expect({ state, address, opened }).toEqual({ state: 'failed', address: null, opened: [] });
  });
});

describe('an authorization server', () => {
  it('that says it is another is not believed', async () => {
    await using honest = await AuthorizationServer.listen();
    await using signing = await SigningIn.open();
    lie(signing, () => ({ issuer: honest.issuer }));
    expect(await signing.signIns.start('docs')).toMatchObject({ state: 'failed', message: expect.stringContaining('somebody else') });
    expect(signing.authorization.count('/reg')).toBe(0);
  });

  it('that sends the browser to another, to get at its code, gets nothing', async () => {
    await using honest = await AuthorizationServer.listen();
    await using signing = await SigningIn.open();
    lie(signing, () => ({ authorization_endpoint: `${honest.issuer}/auth`, registration_endpoint: `${honest.issuer}/reg` }));
    const { address } = await signing.signIns.start('docs');
    await signing.person.signIn(address ?? '');
    expect(await failed(signing)).toContain('somebody else');
    expect(signing.authorization.asked.filter(({ path }) => path === '/token')).toEqual([]);
  });

  it.each([
    ['does not say that it takes PKCE', { code_challenge_methods_supported: undefined }, 'PKCE'],
    ['takes only the weak PKCE', { code_challenge_methods_supported: ['plain'] }, 'PKCE'],
  ])('that %s is not used', async (_case, changes, reason) => {
    await using signing = await SigningIn.open();
    lie(signing, () => changes);
    expect(await signing.signIns.start('docs')).toMatchObject({ state: 'failed', message: expect.stringContaining(reason) });
  });

  it('cannot send us around: not to another host, and not inside', async () => {
    let hits = 0;
    await using canary = await LoopbackServer.listen((_request, response) => {
      hits += 1;
      response.end('{}');
    });
    const inside = ['http://169.254.169.254/latest', 'http://10.0.0.1/', `http://[::ffff:7f00:1]:${canary.port}/`, canary.url];
    for (const target of inside) {
      await using signing = await SigningIn.open();
      signing.authorization.intercept = (request, response) => {
        if (!(request.url ?? '').startsWith('/.well-known/')) return false;
        response.writeHead(302, { location: target }).end();
        return true;
      };
      expect(await signing.signIns.start('docs')).toMatchObject({ state: 'failed' });
    }
    expect(hits).toBe(0);
  });
});

describe('a server', () => {
  it('that says it is another gets no tokens for that one', async () => {
    await using signing = await SigningIn.open({ resource: () => 'https://bank.example/mcp' });
    expect(await signing.signIns.start('docs')).toMatchObject({ state: 'failed', message: expect.stringContaining('bank.example') });
  });

  it('that moves to another authorization server takes nothing there of the one before', async () => {
    await using next = await AuthorizationServer.listen();
    const issuers: AuthorizationServer[] = [];
    await using signing = await SigningIn.open({
      authorizationServers: () => issuers.slice(-1).map(({ issuer }) => issuer),
      scopesOf: async (token) => (await issuers.at(-1)?.scopesOf(token)) ?? null,
    });
    issuers.push(signing.authorization);
    await signing.signIn();
    const before = signing.kept();
    expect(await signing.ask()).toBe('200');
    issuers.push(next);
    const said: string[] = [];
    next.intercept = (request) => {
      request.on('data', (chunk: Buffer) => said.push(chunk.toString()));
      return false;
    };
    expect(await signing.ask()).toBe('sign_in_needed');
    expect(said).toEqual([]);
    await signing.signIn();
    expect(await signing.ask()).toBe('200');
    for (const secret of [before.access, before.refresh, before.client.id]) expect(said.join('\n')).not.toContain(secret);
    expect(signing.kept().client.id).not.toBe(before.client.id);
  });

  it('that gets another address in config.yaml gets nothing of the one before', async () => {
    const seen: unknown[] = [];
    await using elsewhere = await LoopbackServer.listen((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(200).end('{}');
    });
    await using signing = await SigningIn.open();
    await signing.signIn();
    const stale = signing.signIns.accessTo('docs', new URL(elsewhere.url));
    expect(await stale.authorization()).toBeNull();
    await signing.know({}, elsewhere.url);
    expect(await signing.signIns.accessTo('docs', new URL(elsewhere.url)).authorization()).toBeNull();
    expect(signing.signIns.list()).toEqual([]);
    expect(seen).toEqual([]);
  });
});
