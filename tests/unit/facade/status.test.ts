import { describe, expect, it } from 'vitest';
import { brokerStatus, type StatusFacts } from '../../../main/facade/status.ts';

const facts: StatusFacts = {
  isPaused: false,
  servers: [
    { name: 'files', state: 'running', tools: 7, lastError: null },
    { name: 'github', state: 'failed', tools: 0, lastError: 'The command npx was not found.' },
  ],
  budget: { exposure: 'hybrid', maxTools: 40, maxTokens: 8_000, toolsShown: 5, tokensShown: 700 },
  leftOut: [
    { qualifiedName: 'files.a', reason: 'exposure' },
    { qualifiedName: 'files.b', reason: 'exposure' },
    { qualifiedName: 'files.c', reason: 'maxTokens' },
  ],
  waiting: [{ tool: 'files.write_file', since: '2026-11-21T06:00:00.000Z' }],
};

function told(given: object, about: StatusFacts = facts): Record<string, unknown> {
  const [block] = brokerStatus({ ...given }, about)['content'] as { text: string }[];
  return JSON.parse(block?.text ?? '') as Record<string, unknown>;
}

describe('status', () => {
  it('tells servers, budget, what was left out and what waits for the person', () => {
    expect(told({})).toEqual({
      state: 'running',
      servers: [
        { name: 'files', state: 'running', tools: 7 },
        { name: 'github', state: 'failed', tools: 0, lastError: 'The command npx was not found.' },
      ],
      budget: { ...facts.budget, leftOut: { exposure: 2, maxTokens: 1 } },
      waitingForApproval: facts.waiting,
    });
  });

  it('tells nothing else of a server, such as its command line, which may hold secrets', () => {
    const server = { name: 'files', state: 'running', tools: 7, lastError: null, command: 'npx files --token hunter2', pid: 7 } as const;
    expect(told({}, { ...facts, servers: [server] })['servers']).toEqual([{ name: 'files', state: 'running', tools: 7 }]);
  });

  it('tells of one server when asked for it', () => {
    expect(told({ server: 'github' })['servers']).toMatchObject([{ name: 'github' }]);
  });

  it('says that the person paused everything', () => {
    expect(told({}, { ...facts, isPaused: true })['state']).toMatch(/paused/);
  });

  it('names the servers there are when asked for another', () => {
    expect(() => told({ server: 'gitlab' })).toThrow(/files, github/);
    expect(() => told({ sever: 'files' })).toThrow(/did you mean "server"\?/);
  });
});
