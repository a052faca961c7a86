import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longestJson, redactedJson, redactText } from '../../../main/audit/redact.ts';
import { isSecretKey } from '../../../main/audit/secret-keys.ts';
import { thinkingTime } from '../../helpers/thinking-time.ts';

/** Every planted secret contains this, so that one look shows whether any of it is left. */
const mark = 'Zq7Plant9';
const jwt = `eyJhbGciOiJIUzI1NiJ9.eyJzdWIi${mark}.c2lnbmF0dXJl${mark}`;
const pem = `-----BEGIN RSA PRIVATE KEY-----\n${mark}\n-----END RSA PRIVATE KEY-----`;

const plantedValues: readonly unknown[] = [
  { password: mark },
  { passwd: mark },
  { pwd: mark },
  { token: mark },
  { accessToken: mark },
  { refresh_token: mark },
  { api_key: mark },
  { apiKey: mark },
  { 'x-api-key': mark },
  { APIKEY: mark },
  { Authorization: `Bearer ${mark}` },
  { 'proxy-authorization': mark },
  { cookie: `sid=${mark}` },
  { 'Set-Cookie': [`sid=${mark}`] },
  { clientSecret: mark },
  { client_secret: { value: mark } },
  { credentials: { user: 'kim', anything: mark } },
  { private_key: mark },
  { awsSecretAccessKey: mark },
  { access_key: mark },
  { bearer: mark },
  { PGPASSWORD: mark },
  { GITHUB_PAT: mark },
  { pin: `1234${mark}` },
  { auth: mark },
  { 'pass\u200bword': mark },
  { ｐａｓｓｗｏｒｄ: mark },
  { headers: [{ name: 'Authorization', value: mark }] },
  { headers: [{ key: 'X-Api-Key', value: mark }] },
  { headers: [['Authorization', mark]] },
  { args: ['--token', mark] },
  { args: [`--token=${mark}`] },
  { args: ['-H', `Authorization: token ${mark}`] },
  { body: JSON.stringify({ password: mark }) },
  { body: JSON.stringify({ nested: JSON.stringify({ secret: mark }) }) },
  { body: `{"name":"Authorization","value":"${mark}"} and more` },
  { [`sk-1${mark}`]: 'as a key' },
  { deep: { er: { and: { deeper: [[[{ password: mark }]]] } } } },
];

const plantedTexts: readonly string[] = [
  `Bearer ${mark}`,
  `bearer ${mark}`,
  `Basic ${Buffer.from(`kim:${mark}`).toString('base64')}`,
  jwt,
  `sk-${mark}`,
  `sk-proj-1${mark}`,
  `sk-ant-api03-${mark}`,
  `sk_live_${mark}0000`,
  `ghp_${mark}`,
  `gho_${mark}`,
  `github_pat_${mark}`,
  `glpat-${mark}`,
  `AKIA${mark.toUpperCase()}0000`,
  `xoxb-1-${mark}`,
  `xoxp-1-${mark}`,
  `AIza${mark}0000000000000000`,
  `npm_${mark}0000000000`,
  `hf_${mark}0000000000`,
  pem,
  `-----BEGIN PRIVATE KEY-----\n${mark} and its end is missing`,
  `https://kim:${mark}@example.com/path`,
  `https://${mark}@github.com/kim/notes.git`,
  `postgres://kim:p@${mark}@db:5432/main`,
  `https://example.com/?api_key=${mark}&page=2`,
  `https://example.com/#access_token=${mark}`,
  `https://s3.example.com/x?X-Amz-Signature=${mark}`,
  `https://hooks.slack.com/services/T0/B0/${mark}`,
  `TOKEN=${mark} npm start`,
  `export DB_PASSWORD="${mark} with spaces"`,
  `the upstream said: …token=${mark}`,
  `mysql --password ${mark} -h db`,
  `curl -u kim:${mark} https://example.com`,
  `Authorization: Digest ${mark}, realm=x`,
  `Cookie: a=1; sid=${mark}`,
  `request {"headers":{"authorization":"${mark}"}} failed`,
  `request {\\"password\\":\\"${mark}\\"} failed`,
  `{'password': '${mark}', 'user': 'kim'}`,
  `"pin": 1234${mark}`,
  `password: ${mark}`,
  `Error: Token: ${mark}`,
  `The password is ${mark}.`,
];

describe('a secret', () => {
  it.each(plantedValues.map((value) => [value]))('in arguments is not stored: %j', (value) => {
    expect(redactedJson(value).toLowerCase()).not.toContain(mark.toLowerCase());
  });

  it.each(plantedTexts.map((text) => [text]))('in a text is not stored: %j', (text) => {
    expect(redactText(text).toLowerCase()).not.toContain(mark.toLowerCase());
    expect(redactedJson({ message: `before ${text} ` }).toLowerCase()).not.toContain(mark.toLowerCase());
    expect(redactText(redactText(text))).toBe(redactText(text));
  });

  it('below the deepest level that is looked at is not stored', () => {
    const nested = Array.from({ length: 60 }).reduce<unknown>((inner, _value, index) => (index % 2 === 0 ? [inner] : { inner }), {
      password: mark,
      plain: mark,
    });
    expect(redactedJson(nested)).toContain('[too deep]');
    expect(redactedJson(nested)).not.toContain(mark);
  });

  it('that the cut goes through is not stored in part', () => {
    for (let before = 8_000; before < 36_000; before += 97) {
      const stored = redactText(`${'a '.repeat(before / 2)} ghp_${mark}${'x'.repeat(40)}`);
      expect(stored).not.toContain('ghp_');
    }
  });

  it('is found wherever it stands among other text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.constantFrom(...plantedTexts.slice(0, 18)), (before, after, secret) => {
        expect(redactText(`${before} ${secret} ${after}`).toLowerCase()).not.toContain(mark.toLowerCase());
      }),
    );
  });
});

describe('what is no secret', () => {
  it.each([
    'author',
    'authors',
    'authority',
    'authored_by',
    'max_tokens',
    'maxTokens',
    'total_tokens',
    'prompt_tokens',
    'tokenizer',
    'tokenize',
    'token_count',
    'tokenLimit',
    'token_type',
    'progressToken',
    'next_page_token',
    'nextToken',
    'continuationToken',
    'shipping',
    'pinned',
    'opinion',
    'spinner',
    'pin_board',
    'key',
    'keys',
    'keyboard',
    'monkey',
    'public_key',
    'primaryKey',
    'secretary',
    'secret_name',
    'password_policy',
    'passwordless',
    'password_changed_at',
    'cookie_name',
    'cookieConsent',
    'passenger',
    'compass',
    'bypass',
    'cwd',
    'path',
    'session',
    'code',
    'status_code',
    'signature_count',
    'basic',
    'authorization_endpoint',
    'token_url',
    'expires_in',
  ])('by its key is stored: %s', (key) => {
    expect(isSecretKey(key)).toBe(false);
    expect(JSON.parse(redactedJson({ [key]: 'plain value' }))).toEqual({ [key]: 'plain value' });
  });

  it.each([
    'unexpected token: abc',
    'SyntaxError: Unexpected token } in JSON at position 4',
    'the author of this file',
    'Basic authentication is required',
    'Bearer token missing',
    'task-management-2024-overview',
    'https://example.com/path?page=2&key=a',
    'ssh://git@github.com/kim/notes.git',
    'max_tokens=4000 temperature=0.5',
    'tokens: 812',
    'kim@example.com',
    'a:b, c:d',
    'if (a == b) return c',
    'password must be at least 8 characters long',
    'eyJ is how a token begins',
    '/home/kim/secrets/readme.md',
    '2026-11-21T06:00:00.000Z',
    'const token = ',
    '550e8400-e29b-41d4-a716-446655440000',
  ])('by its look is stored: %s', (text) => {
    expect(redactText(text)).toBe(text);
  });

  it('keeps whether there is a secret at all, and how many tokens', () => {
    const value = { password: null, secret: '', token: false, tokens: 812, max_tokens: '4000' };
    expect(JSON.parse(redactedJson(value))).toEqual(value);
  });
});

describe('stored arguments', () => {
  it('are the same JSON where there is nothing to hide', () => {
    const value = { path: '/home/kim/ä.txt', lines: [1, -0.5, null, true], nested: { empty: {}, list: [] }, 'odd key\n': 'tab\t' };
    expect(JSON.parse(redactedJson(value))).toEqual(value);
  });

  it('show control and invisible characters as JSON escapes', () => {
    const value = { text: 'a\u200b\u202e\u0007\u{e0041}\ufe0f\ud800z' };
    expect(redactedJson(value)).toBe(String.raw`{"text":"a\u200b\u202e\u0007\udb40\udc41\ufe0f` + '\ufffdz"}');
  });

  it('say the size of what was cut', () => {
    const stored = redactedJson({ content: 'long '.repeat(10_000), after: 1 });
    expect(stored).toContain('[cut: 50000 characters in all]');
    expect(Buffer.byteLength(stored)).toBeLessThanOrEqual(longestJson);
    expect(redactedJson(Array.from({ length: 100_000 }, (_, index) => index))).toContain('[cut: 100000 items in all]');
    expect(redactedJson(Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`k${index}`, 1])))).toContain(
      '[cut: 5000 keys in all]',
    );
  });

  it('survive a value that contains itself', () => {
    const value: Record<string, unknown> = { name: 'loop' };
    value['self'] = value;
    expect(redactedJson(value)).toBe('{"name":"loop","self":"[circular]"}');
  });

  it('are always valid JSON of at most 8 KiB', () => {
    const long = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12_000 }),
      fc.json(),
      fc.constant('\u200b'.repeat(9_000)),
      fc.constant('"'.repeat(9_000)),
    );
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 12 },
        long,
        fc.double(),
        fc.array(tie('any'), { maxLength: 30 }),
        fc.dictionary(long, tie('any'), { maxKeys: 30 }),
      ),
    })).any;
    fc.assert(
      fc.property(value, (given) => {
        const stored = redactedJson(given);
        JSON.parse(stored);
        expect(Buffer.byteLength(stored)).toBeLessThanOrEqual(longestJson);
      }),
      { numRuns: 60 },
    );
  });

  it('of a hostile caller take no time worth speaking of', async () => {
    const parts = [
      'a=',
      'token: ',
      'token=',
      'sk-',
      '"a":',
      'http://',
      '\\"',
      '-----BEGIN PRIVATE KEY-----',
      'eyJaaaaa.',
      '{"a":',
      'Bearer ',
      ' ',
      'x://',
      '\u200b',
    ];
    const time = await thinkingTime(() => parts.forEach((part) => redactedJson({ text: part.repeat(1_000_000 / part.length) })));
    expect(time / parts.length).toBeLessThan(100);
  });
});
