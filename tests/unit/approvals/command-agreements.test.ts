import { describe, expect, it } from 'vitest';
import { ApprovalQueue } from '../../../main/approvals/approval-queue.ts';
import { CommandAgreements, type CommandAgreementStore, commandFingerprint } from '../../../main/approvals/command-agreements.ts';
import type { HttpServerSettings, ServerSettings, StdioServerSettings } from '../../../main/settings/settings.ts';

const server: StdioServerSettings = {
  kind: 'stdio',
  command: 'node',
  args: ['a.js'],
  env: {},
  cwd: null,
  mode: 'shared',
  timeoutMs: 1,
  tools: new Map(),
};
const servers = (changes: Partial<StdioServerSettings>) => new Map<string, ServerSettings>([['github', { ...server, ...changes }]]);

function storeInMemory(): CommandAgreementStore {
  const agreed = new Map<string, string>();
  let used = false;
  return {
    isFresh: () => !used,
    markUsed: () => void (used = true),
    fingerprintOf: (name) => agreed.get(name) ?? null,
    agree: (name, fingerprint) => void agreed.set(name, fingerprint),
  };
}

function agreementsAfterFirstStart() {
  const queue = new ApprovalQueue();
  const events: string[] = [];
  const agreements = new CommandAgreements(storeInMemory(), queue, ({ kind, server: name }) => events.push(`${kind} ${name}`));
  agreements.review(servers({}));
  return { queue, events, agreements };
}

describe('a command in config.yaml', () => {
  it('is agreed to when it is there at the very first start', () => {
    const { queue, agreements } = agreementsAfterFirstStart();
    expect(agreements.isAgreed('github', server)).toBe(true);
    expect(queue.list()).toEqual([]);
  });

  it.each([
    ['program', { command: 'sh' }],
    ['argument', { args: ['b.js'] }],
    ['environment', { env: { NODE_OPTIONS: '--require x' } }],
    ['folder', { cwd: '/tmp' }],
    ['list of tools that run without a question', { tools: new Map([['delete_all', { risk: 'read' as const }]]) }],
  ])('whose %s is changed later asks once and does not run until the answer', async (_what, change) => {
    const { queue, events, agreements } = agreementsAfterFirstStart();
    agreements.review(servers(change));
    agreements.review(servers(change));
    expect(agreements.isAgreed('github', { ...server, ...change })).toBe(false);
    expect(queue.list()).toHaveLength(1);
    queue.decide(queue.list()[0]?.id ?? '', 'once');
    await Promise.resolve();
    expect(events).toEqual(['server.trusted github', 'server.asked github', 'server.agreed github']);
    expect(agreements.isAgreed('github', { ...server, ...change })).toBe(true);
  });

  it('stays unrun after a no, and is not asked about again until it changes', async () => {
    const { queue, events, agreements } = agreementsAfterFirstStart();
    agreements.review(servers({ command: 'sh' }));
    queue.decide(queue.list()[0]?.id ?? '', 'deny');
    await Promise.resolve();
    agreements.review(servers({ command: 'sh' }));
    expect(events).toEqual(['server.trusted github', 'server.asked github', 'server.denied github']);
    expect(queue.list()).toEqual([]);
    agreements.review(servers({ command: 'bash' }));
    expect(queue.list()).toHaveLength(1);
  });

  it('is no longer asked about once the edit is taken back', () => {
    const { queue, agreements } = agreementsAfterFirstStart();
    agreements.review(servers({ command: 'sh' }));
    agreements.review(servers({}));
    expect(queue.list()).toEqual([]);
  });

  it('that the person adds in the window is agreed to by that', async () => {
    const { queue, agreements } = agreementsAfterFirstStart();
    const added = new Map<string, ServerSettings>([
      ['github', server],
      ['gitlab', { ...server, command: 'npx' }],
    ]);
    await agreements.whileAdding('gitlab', () => Promise.resolve(agreements.review(added)));
    expect(agreements.isAgreed('gitlab', { ...server, command: 'npx' })).toBe(true);
    expect(queue.list()).toEqual([]);
  });

  it('is not the only thing that asks: so do folders that the built-in files server may reach', () => {
    const { queue, agreements } = agreementsAfterFirstStart();
    const common = { kind: 'builtin', mode: 'shared', timeoutMs: 1, tools: new Map() } as const;
    agreements.review(
      new Map<string, ServerSettings>([
        ['github', server],
        ['memory', { ...common, builtin: 'memory', roots: [] }],
        ['files', { ...common, builtin: 'files', roots: ['/'] }],
      ]),
    );
    expect(queue.list().map((question) => question.server)).toEqual(['files']);
    expect(queue.list()[0]?.argumentsText).toContain('"/"');
  });

  it('is asked about in the same way where it is an address, and no secret is shown', () => {
    const { queue, agreements } = agreementsAfterFirstStart();
    const url = 'https://kim:s3cret-word@docs.example/mcp?key=s3cret-key';
    const headers = { Authorization: 'Bearer s3cret-token' };
    const common = { kind: 'http', mode: 'shared', timeoutMs: 1, tools: new Map() } as const;
    const remote: HttpServerSettings = { ...common, url, headers, transport: 'auto' };
    agreements.review(new Map<string, ServerSettings>([['github', remote]]));
    const [question] = queue.list();
    expect(question?.argumentsText).toContain('https://docs.example/mcp?key=…');
    expect(question?.argumentsText).toContain('"Authorization"');
    expect(question?.argumentsText).not.toContain('s3cret');
    const others: HttpServerSettings[] = [
      { ...remote, url: `${url}2` },
      { ...remote, headers: { ...headers, 'X-Team': 'red' } },
      { ...remote, headers: { Authorization: 'Bearer other' } },
      { ...remote, transport: 'sse' },
    ];
    expect(new Set([remote, ...others].map(commandFingerprint)).size).toBe(5);
  });

  it('is asked about when it is to get another secret, which is named', () => {
    const { queue, agreements } = agreementsAfterFirstStart();
    const asked = (settings: ServerSettings) => {
      agreements.review(new Map([['github', settings]]));
      return queue.list()[0]?.argumentsText ?? '';
    };
    expect(asked({ ...server, env: { T: { secret: 'github-token' } } })).toContain('"secret": "github-token"');
    expect(asked({ ...server, args: [{ secret: 'aws-key', prefix: '--key=' }] })).toContain('"secret": "aws-key"');
    const remote: HttpServerSettings = {
      ...{ kind: 'http', mode: 'shared', timeoutMs: 1, tools: new Map(), transport: 'auto' },
      url: { secret: 'place', prefix: 'https://docs.example/' },
      headers: { Authorization: { secret: 'docs-token', prefix: 'Bearer ' }, 'X-Key': 'pl4in' },
    };
    const question = asked(remote);
    for (const part of ['https://docs.example/‹secret place›', '"secret": "docs-token"', '"X-Key"']) expect(question).toContain(part);
    expect(question).not.toContain('pl4in');
    const variants: ServerSettings[] = [
      { ...server, env: { T: { secret: 'a' } } },
      { ...server, env: { T: { secret: 'b' } } },
      { ...server, env: { T: { secret: 'a', prefix: 'x' } } },
      { ...server, env: { T: 'a' } },
      { ...server, env: { T: '{"secret":"a","prefix":"","suffix":""}' } },
    ];
    expect(new Set(variants.map(commandFingerprint)).size).toBe(5);
    const same: ServerSettings[] = [
      { ...server, env: { T: { secret: 'a' } } },
      { ...server, env: { T: { suffix: '', prefix: '', secret: 'a' } } },
    ];
    expect(new Set(same.map(commandFingerprint)).size).toBe(1);
  });

  it('is not about what the server is called or how long a call may take', () => {
    const { agreements } = agreementsAfterFirstStart();
    expect(agreements.isAgreed('github', { ...server, timeoutMs: 5 })).toBe(true);
    expect(agreements.isAgreed('gitlab', server)).toBe(false);
  });
});
