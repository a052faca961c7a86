import { describe, expect, it } from 'vitest';
import type { AuditRecord } from '../../../contract/models.ts';
import { eventStream, type ApiEvent } from '../../../main/api/event-stream.ts';
import { eventsOf, status } from './handlers.ts';

function records(from: number, count: number): AuditRecord[] {
  return Array.from({ length: count }, (_, index) => ({
    sequence: from + index,
    at: '2026-11-21T06:00:00.000Z',
    kind: 'call.outcome',
    callId: null,
    app: 'cursor',
    session: null,
    server: 'github',
    tool: 'search',
    risk: 'read',
    decision: 'allow',
    rule: null,
    status: 'ok',
    code: null,
    durationMs: 4,
    arguments: '{}',
    detail: null,
    hash: 'h',
  }));
}

function open() {
  const events = eventsOf();
  const end = new AbortController();
  const source = { events, current: (name: string) => (name === 'status.changed' ? status : undefined) as never };
  const stream = eventStream(source, end.signal);
  return { events, end, stream, next: async (): Promise<ApiEvent | undefined> => (await stream.next()).value ?? undefined };
}

describe('the stream of events', () => {
  it('ends when its reader goes away, even while it waits, and then listens to nothing', async () => {
    const { events, end, stream, next } = open();
    await next();
    const waiting = stream.next();
    end.abort();
    expect(await waiting).toEqual({ done: true, value: undefined });
    events['status.changed'].emit(status);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it('begins with the current value of what has one', async () => {
    const { next, end } = open();
    expect(await next()).toEqual({ name: 'status.changed', value: status });
    end.abort();
  });

  it('gives a slow reader the newest state, once', async () => {
    const { events, next, end, stream } = open();
    await next();
    for (let pendingApprovals = 1; pendingApprovals <= 500; pendingApprovals += 1)
      events['status.changed'].emit({ ...status, pendingApprovals });
    expect(await next()).toEqual({ name: 'status.changed', value: { ...status, pendingApprovals: 500 } });
    const waiting = stream.next();
    end.abort();
    expect(await waiting).toEqual({ done: true, value: undefined });
  });

  it('joins the audit records that a slow reader missed, and keeps at most the latest thousand', async () => {
    const { events, next, end } = open();
    await next();
    for (let batch = 0; batch < 30; batch += 1) events['audit.appended'].emit(records(batch * 100, 100));
    const event = await next();
    expect(event?.name).toBe('audit.appended');
    expect(event?.name === 'audit.appended' && event.value.map((record) => record.sequence)).toEqual(
      records(2000, 1000).map((record) => record.sequence),
    );
    end.abort();
  });
});
