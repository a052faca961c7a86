import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApprovalQueue, type Question } from '../../../main/approvals/approval-queue.ts';

const question: Question = {
  kind: 'call',
  app: 'cursor',
  server: 'files',
  tool: 'write_file',
  argumentsText: '{}',
  claim: null,
  risk: 'write',
  riskReason: 'its name says “write”',
  alwaysCovers: 'every call of files.write_file by cursor',
};
const never = new AbortController().signal;

function idOf(queue: ApprovalQueue, index = 0): string {
  return queue.list()[index]?.id ?? 'none';
}

describe('a question to the person', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('times out when nobody answers in time', async () => {
    using queue = new ApprovalQueue();
    const ending = queue.ask(question, 120_000, never);
    await vi.advanceTimersByTimeAsync(119_999);
    expect(queue.list()).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await ending).toEqual({ kind: 'timed-out' });
    expect(queue.list()).toEqual([]);
  });

  it('is withdrawn when the app cancels or leaves', async () => {
    using queue = new ApprovalQueue();
    const app = new AbortController();
    const ending = queue.ask(question, 120_000, app.signal);
    app.abort();
    expect(await ending).toEqual({ kind: 'withdrawn' });
    expect(await queue.ask(question, 120_000, app.signal)).toEqual({ kind: 'withdrawn' });
  });

  it('ends as a no when Patchbay quits, and none is taken after that', async () => {
    const queue = new ApprovalQueue();
    const ending = queue.ask(question, 120_000, never);
    queue[Symbol.dispose]();
    expect(await ending).toEqual({ kind: 'shut-down' });
    expect(await queue.ask(question, 120_000, never)).toEqual({ kind: 'shut-down' });
  });

  it('takes one answer only', async () => {
    using queue = new ApprovalQueue();
    const ending = queue.ask(question, 120_000, never);
    const id = idOf(queue);
    queue.decide(id, 'deny');
    expect(await ending).toEqual({ kind: 'answered', answer: 'deny' });
    expect(() => queue.decide(id, 'once')).toThrow('no longer open');
  });

  it('gets the answer that was meant for it among many', async () => {
    using queue = new ApprovalQueue();
    const endings = Array.from({ length: 50 }, (_, index) => queue.ask({ ...question, argumentsText: String(index) }, null, never));
    for (const approval of queue.list().toReversed()) queue.decide(approval.id, Number(approval.argumentsText) % 2 === 0 ? 'once' : 'deny');
    const answers = (await Promise.all(endings)).map((ending) => ending.kind === 'answered' && ending.answer);
    expect(answers).toEqual(Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? 'once' : 'deny')));
  });

  it('about a command offers no "always"', () => {
    using queue = new ApprovalQueue();
    void queue.ask({ ...question, kind: 'server' }, null, never);
    expect(() => queue.decide(idOf(queue), 'always')).toThrow('only takes');
    expect(queue.list()).toHaveLength(1);
  });

  it('is announced with the whole list whenever it changes', async () => {
    using queue = new ApprovalQueue();
    const lengths: number[] = [];
    queue.changed.subscribe((approvals) => lengths.push(approvals.length));
    void queue.ask(question, null, never);
    void queue.ask(question, null, never);
    queue.decide(idOf(queue), 'once');
    expect(lengths).toEqual([1, 2, 1]);
  });
});
