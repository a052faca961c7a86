import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AuditRecord } from '../../contract/models.ts';
import type { AuditEntry } from '../../main/audit/audit-entry.ts';
import { AuditRecorder } from '../../main/audit/recorder.ts';
import { AuditTables } from '../../main/store/audit-store.ts';
import { Store } from '../../main/store/store.ts';

const key = Buffer.alloc(32, 7);
const committed = { durable: false } as const;
let folder: string;
let store: Store;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-audit-'));
  store = Store.open(join(folder, 'patchbay.db'));
});
afterEach(async () => {
  store[Symbol.dispose]();
  await rm(folder, { recursive: true, force: true });
});

const open = (withKey = key) => AuditRecorder.open(new AuditTables(store.database), withKey, () => new Date('2026-11-21T06:00:00Z'));

function outcome(index: number, more: Partial<AuditEntry> = {}): AuditEntry {
  return {
    kind: 'call.outcome',
    callId: `call-${index}`,
    app: 'cursor',
    server: 'files',
    tool: `files.read_${index}`,
    status: 'ok',
    arguments: { index },
    ...more,
  };
}

function recorded(count: number): AuditRecorder {
  const recorder = open();
  for (let index = 1; index <= count; index += 1) recorder.record(outcome(index), committed);
  return recorder;
}

describe('a record', () => {
  it('is stored whole, redacted and with its place in the chain', () => {
    const entry = {
      ...outcome(1),
      risk: 'read',
      decision: 'allow',
      rule: 'reads run',
      durationMs: 1.25,
      detail: 'said token=abc123',
      arguments: { password: 'x', index: 1 },
    } as const;
    const record = open().record(entry, committed);
    expect(record).toEqual({
      ...entry,
      sequence: 1,
      at: '2026-11-21T06:00:00.000Z',
      session: null,
      code: null,
      arguments: '{"password":"[redacted]","index":1}',
      detail: 'said token=[redacted]',
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(open().search({ limit: 10 }).records).toEqual([record]);
  });

  it('of a turn of the event loop is announced with the others, in the order they were handed in', async () => {
    const recorder = open();
    const batches: number[][] = [];
    recorder.appended.subscribe((records) => batches.push(records.map(({ sequence }) => sequence)));
    const soon = [recorder.recordSoon(outcome(1)), recorder.recordSoon(outcome(2), { durable: true })];
    const now = recorder.record(outcome(3), committed);
    const later = recorder.recordSoon(outcome(4));
    expect([...(await Promise.all(soon)), now, await later].map(({ sequence, callId }) => [sequence, callId])).toEqual([
      [1, 'call-1'],
      [2, 'call-2'],
      [3, 'call-3'],
      [4, 'call-4'],
    ]);
    expect(batches).toEqual([[1, 2, 3], [4]]);
    expect(await recorder.verify()).toEqual({ valid: true, checked: 4, firstBad: null, reason: null });
  });

  it('that was queued is written when Patchbay quits', async () => {
    const recorder = open();
    const queued = recorder.recordSoon(outcome(1));
    recorder[Symbol.dispose]();
    expect(recorder.search({ limit: 10 }).total).toBe(1);
    await queued;
  });

  it('may carry any text and is still verified', async () => {
    const recorder = open();
    for (const text of ['\0', '\ud800', '\u202e', 'a'.repeat(100_000), '💥', '', "'; DROP TABLE audit; --"])
      recorder.record(outcome(1, { callId: text, tool: text, detail: text, arguments: { text } }), committed);
    expect(await recorder.verify()).toMatchObject({ valid: true, checked: 7 });
  });
});

describe('a log that cannot be written', () => {
  it('refuses every record, so that the call is refused, and goes on when there is room again', async () => {
    const recorder = recorded(3);
    const pages = store.database.prepare<[], { page_count: number }>('PRAGMA page_count').get()?.page_count ?? 0;
    store.database.pragma(`max_page_count = ${pages}`);
    const big = outcome(4, { arguments: { text: 'word '.repeat(1_600) } });
    const attempts = Array.from({ length: 20 }, () => recorder.recordSoon(big));
    const ends = await Promise.allSettled(attempts);
    expect(new Set(ends.map((end) => (end.status === 'rejected' ? end.reason.code : 'written')))).toEqual(new Set(['internal']));
    const recordAll = () => {
      for (let index = 0; index < 20; index += 1) recorder.record(big, { durable: true });
    };
    expect(recordAll).toThrow(/The audit log can't be written \(.*full.*\), so nothing was done/);
    store.database.pragma('max_page_count = 1000000');
    recorder.record(outcome(5), committed);
    expect(await recorder.verify()).toMatchObject({ valid: true });
  });

  it('rejects what comes after the database was closed', async () => {
    const recorder = recorded(1);
    store[Symbol.dispose]();
    await expect(recorder.recordSoon(outcome(2))).rejects.toMatchObject({ code: 'internal' });
  });
});

describe('an intent', () => {
  const intent: AuditEntry = {
    kind: 'call.intent',
    callId: 'w',
    app: 'cursor',
    server: 'files',
    tool: 'files.write',
    risk: 'write',
    status: 'pending',
    arguments: { path: '/x' },
  };
  const shown = (records: readonly AuditRecord[]) => records.map(({ kind, status }) => [kind, status]);

  it('is shown until its outcome is there', () => {
    const recorder = open();
    recorder.record(intent, { durable: true });
    expect(shown(recorder.search({ limit: 10 }).records)).toEqual([['call.intent', 'pending']]);
    expect(shown(recorder.search({ limit: 10, search: 'files.wri' }).records)).toEqual([['call.intent', 'pending']]);
    recorder.record({ ...intent, kind: 'call.outcome', status: 'ok' }, committed);
    expect(shown(recorder.search({ limit: 10 }).records)).toEqual([['call.outcome', 'ok']]);
    expect(recorder.search({ limit: 10, search: 'files.wri' })).toMatchObject({ total: 1, records: [{ kind: 'call.outcome' }] });
  });

  it('whose answer never came is closed as interrupted at the next start', async () => {
    open().record(intent, { durable: true });
    const recorder = open();
    expect(recorder.search({ limit: 10 }).records).toMatchObject([
      {
        kind: 'call.outcome',
        callId: 'w',
        app: 'cursor',
        tool: 'files.write',
        status: 'interrupted',
        code: 'outcome_unknown',
        detail: 'Patchbay ended before the answer came; whether the tool ran is unknown',
      },
    ]);
    expect(open().search({ limit: 10 }).total).toBe(1);
    expect(await recorder.verify()).toMatchObject({ valid: true, checked: 2 });
  });
});

describe('a call that waited for an answer when Patchbay ended', () => {
  it('is closed as one that did not run', () => {
    const before = open();
    for (const kind of ['call.intent', 'approval.asked']) before.record(outcome(1, { kind, status: null }), { durable: true });
    expect(open().search({ limit: 1 }).records).toMatchObject([
      { status: 'interrupted', code: null, detail: 'Patchbay ended while the call waited for an answer; the tool did not run' },
    ]);
  });
});

describe('a search of the log', () => {
  it('finds words and their beginnings in any field, newest first, whatever a person types', () => {
    const recorder = open();
    recorder.record(outcome(1, { detail: 'Straße "quoted" AND (odd)' }), committed);
    recorder.record(outcome(2, { server: 'git', tool: 'git.push_branch', arguments: { branch: 'main' } }), committed);
    const found = (search: string) => recorder.search({ search, limit: 10 }).records.map(({ callId }) => callId);
    expect(found('cursor')).toEqual(['call-2', 'call-1']);
    expect(found('push_br main')).toEqual(['call-2']);
    expect(found('straße')).toEqual(['call-1']);
    expect(found('"quo')).toEqual(['call-1']);
    expect(found('NOT git')).toEqual([]);
    for (const odd of ['"', '*', '(', "' OR 1=1 --", 'NEAR(a b)', 'app:cursor', '\0', '-']) expect(() => found(odd)).not.toThrow();
  });

  it('goes page by page without repeating or losing a record', () => {
    const recorder = recorded(25);
    const seen: number[] = [];
    for (let before: number | undefined; ; before = seen.at(-1)) {
      const { records, total } = recorder.search({ limit: 10, ...(before !== undefined && { before }) });
      expect(total).toBe(25);
      if (records.length === 0) break;
      seen.push(...records.map(({ sequence }) => sequence));
    }
    expect(seen).toEqual(Array.from({ length: 25 }, (_, index) => 25 - index));
  });

  it('filters by app, server, status and time together with words', () => {
    const recorder = recorded(5);
    recorder.record(outcome(6, { app: 'codex', status: 'error', code: 'upstream_failed' }), committed);
    const total = (query: object) => recorder.search({ limit: 10, ...query }).total;
    expect([
      total({ app: 'codex' }),
      total({ status: 'ok' }),
      total({ server: 'none' }),
      total({ search: 'upstream', app: 'codex' }),
      total({ search: 'upstream', app: 'cursor' }),
    ]).toEqual([1, 5, 0, 1, 0]);
    expect([total({ since: '2026-11-21T08:00:00+02:00' }), total({ since: '2026-11-21T06:00:01Z' })]).toEqual([6, 0]);
  });
});

describe('the log after somebody changed it behind the back of Patchbay', () => {
  const run = (sql: string) => store.database.exec(sql);

  it.each([
    ['a field was changed', "UPDATE audit SET detail = 'nothing' WHERE sequence = 3", 3, /record 3 was changed/],
    [
      'a status was changed',
      "UPDATE audit SET status = 'denied' WHERE sequence = 1",
      1,
      /record 1 was changed.*or the key of the log was replaced/,
    ],
    ['a record was removed', 'DELETE FROM audit WHERE sequence = 2', 2, /record 2 is missing/],
    ['the first was removed', 'DELETE FROM audit WHERE sequence = 1', 1, /record 1 is missing/],
    ['the end was removed', 'DELETE FROM audit WHERE sequence > 3', 4, /record 4 is missing: the log ended at 5/],
    ['all was removed', 'DELETE FROM audit', 1, /record 1 is missing: the log ended at 5/],
    [
      'two were exchanged',
      'UPDATE audit SET sequence = -sequence; UPDATE audit SET sequence = CASE sequence WHEN -2 THEN 3 WHEN -3 THEN 2 ELSE -sequence END',
      2,
      /record 2 was changed/,
    ],
    [
      'one was added',
      'INSERT INTO audit (sequence, at, kind, hash) SELECT 6, at, kind, hash FROM audit WHERE sequence = 5',
      6,
      /record 6 was changed/,
    ],
    [
      'the end and its seal were removed',
      'DELETE FROM audit WHERE sequence > 3; DELETE FROM audit_head',
      4,
      /the end of the log can't be confirmed/,
    ],
    [
      'the end was removed and the count adjusted',
      'DELETE FROM audit WHERE sequence > 3; UPDATE audit_head SET count = 3, hash = (SELECT hash FROM audit WHERE sequence = 3)',
      4,
      /the end of the log can't be confirmed/,
    ],
  ])('names the first bad record: %s', async (_what, sql, firstBad, reason) => {
    const recorder = recorded(5);
    run(sql);
    expect(await recorder.verify()).toMatchObject({ valid: false, firstBad, reason: expect.stringMatching(reason) });
  });

  it('still shows the gap after Patchbay went on', async () => {
    recorded(5);
    run('DELETE FROM audit WHERE sequence > 3');
    const recorder = open();
    recorder.record(outcome(6), committed);
    expect(await recorder.verify()).toMatchObject({ valid: false, firstBad: 4 });
  });

  it('says so in a record of its own where the end was tampered with', () => {
    recorded(5);
    run('DELETE FROM audit WHERE sequence > 3; DELETE FROM audit_head');
    expect(open().search({ limit: 1 }).records).toMatchObject([{ sequence: 4, kind: 'audit.doubted' }]);
  });

  it('is not believed with another key', async () => {
    recorded(5);
    expect(await open(Buffer.alloc(32, 8)).verify()).toMatchObject({ valid: false, firstBad: 1 });
  });
});
