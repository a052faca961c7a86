import { describe, expect, it } from 'vitest';
import { hiddenSecrets } from '../../../main/imports/fill-in.ts';
import { draftsIn, seenIn } from '../../helpers/pasted.ts';

const server = (more: object) => JSON.stringify({ name: 'io.github.ada/thing', description: 'A thing', ...more });
const npm = (more: object) => server({ packages: [{ registryType: 'npm', identifier: '@ada/thing', version: '1.2.3', ...more }] });
const variables = (...environmentVariables: object[]) => npm({ environmentVariables });
const thing = 'thing | npx -y @ada/thing@1.2.3';

describe('a server.json of the registry', () => {
  it('may say of a fixed value that it is a secret', () => {
    expect(seenIn(variables({ name: 'A', value: 'abc123', isSecret: true }))).toEqual([`${thing} | A=••••• | - | A`]);
    const headers = [{ name: 'X-A', value: 'abc123', isSecret: true }];
    expect(seenIn(server({ remotes: [{ type: 'sse', url: 'https://a.example/sse', headers }] }))).toEqual([
      'thing | https://a.example/sse | X-A=••••• | - | X-A',
    ]);
  });

  it('makes a secret of each answer that goes into one', () => {
    const part = { name: 'A', value: 'Bearer {t}', isSecret: true, variables: { t: { isRequired: true } } };
    expect(seenIn(variables(part))).toEqual([`${thing} | A=Bearer ‹t› | t*`]);
    const fixed = { name: 'A', value: 'Bearer {t}', variables: { t: { value: 'abc123', isSecret: true } } };
    expect(seenIn(variables(fixed))).toEqual([`${thing} | A=Bearer ••••• | - | A`]);
  });

  it('fills in the fixed parts of a secret', () => {
    const parts = { name: 'A', value: 'Bearer {t}', isSecret: true, variables: { t: { value: 'abc123' } } };
    expect(draftsIn(variables(parts)).flatMap(hiddenSecrets)).toMatchObject([{ value: 'Bearer abc123' }]);
  });

  it('asks once, and for a secret, where an answer goes to a secret place and to another', () => {
    const secret = { name: 'A', value: '{v}', variables: { v: { isSecret: true, isRequired: true } } };
    const other = { name: 'B', value: '{v}', variables: { v: {} } };
    expect(seenIn(variables(secret, other))).toEqual([`${thing} | A=‹v› B=‹v› | v*`]);
  });

  it('asks for an option that is a secret, and takes one that says nothing as it is', () => {
    const packageArguments = [
      { type: 'named', name: '--token', isSecret: true, isRequired: true },
      { type: 'named', name: '--stdio' },
    ];
    expect(seenIn(npm({ packageArguments }))).toEqual([`${thing} --token ‹token› --stdio | - | token*`]);
  });

  it.each([
    ['npm', '--call=rm -rf ~'],
    ['oci', '--privileged'],
    ['pypi', '-p'],
  ])('has no package that is an option of what fetches it: %s %s', (registryType, identifier) => {
    expect(() => seenIn(npm({ registryType, identifier }))).toThrow('There is no server in this text');
  });
});

describe('another broker’s file', () => {
  it.each([
    ['Docker', 'registry:\n  a:\n    image: --privileged\n'],
    ['ToolHive', '{"schema_version": "v0.1.0", "name": "a", "image": "--privileged"}'],
  ])('of %s has no image that is an option', (_name, text) => {
    expect(() => seenIn(text)).toThrow('There is no server in this text');
  });

  it('is asked for what Docker would fill in, by its own name', () => {
    const text = 'registry:\n  a:\n    image: mcp/a:1\n    volumes:\n      - "{{a.folder}}:/data"\n';
    expect(seenIn(text)[0]).toContain('-v ‹a-folder›:/data mcp/a:1 | - | a-folder');
  });
});

describe('a login in an argument', () => {
  it.each(['--auth', '--credentials'])('is a secret behind %s, whatever stands before its colon', (flag) => {
    const text = JSON.stringify({ mcpServers: { a: { command: 'thing', args: [flag, 'bob:hunter22'] } } });
    expect(seenIn(text)[0]).toMatch(new RegExp(`^a \\| thing ${flag} (?:bob:)?•••••`));
  });
});
