import { describe, expect, it } from 'vitest';
import { NamedError } from '../../../contract/errors.ts';
import { callTool } from '../../../main/call/call.ts';
import type { CallSurroundings } from '../../../main/call/call-request.ts';
import { eventually } from '../../helpers/eventually.ts';
import { answer, codeOf, request, surroundings, tools } from './surroundings.ts';

describe('a tool call that changes something', () => {
  it('is asked about with its real arguments, and the server sees nothing before the yes is on disk', async () => {
    const { around, approvals, events } = surroundings();
    const call = callTool(request('notes.write_note'), around);
    await eventually(() => expect(approvals.list()).toHaveLength(1));
    expect(approvals.list()[0]).toMatchObject({
      app: 'cursor',
      server: 'notes',
      tool: 'write_note',
      argumentsText: '{\n  "text": "hi"\n}',
      risk: 'write',
    });
    expect(events).toEqual(['on disk: call.intent pending', 'committed: approval.asked']);
    await answer(approvals, 'once');
    expect(await call).toEqual({ content: [{ type: 'text', text: 'done' }], 'x-unknown': 1 });
    expect(events.slice(2)).toEqual([
      'on disk: approval.answered',
      'server got {"name":"write_note","arguments":{"text":"hi"}}',
      'committed: call.outcome ok',
    ]);
  });

  it('never reaches the server after a no', async () => {
    const { around, approvals, events } = surroundings();
    const call = callTool(request('notes.write_note'), around);
    await answer(approvals, 'deny');
    expect(await codeOf(call)).toBe('approval_denied');
    expect(events.at(-1)).toBe('committed: call.outcome denied');
    expect(events.filter((event) => event.startsWith('server'))).toEqual([]);
  });

  it('never reaches the server when nobody answers in time', async () => {
    const { around, events } = surroundings({ approvalTimeout: () => 5 });
    expect(await codeOf(callTool(request('notes.write_note'), around))).toBe('approval_timeout');
    expect(events.filter((event) => event.startsWith('server'))).toEqual([]);
  });

  it('is withdrawn when the app cancels', async () => {
    const { around, approvals } = surroundings();
    const app = new AbortController();
    const call = callTool(request('notes.write_note', { signal: app.signal }), around);
    await eventually(() => expect(approvals.list()).toHaveLength(1));
    app.abort();
    expect(await codeOf(call)).toBe('approval_denied');
    expect(approvals.list()).toEqual([]);
  });

  it('is not made when its intent cannot be written', async () => {
    const full = () => Promise.reject(new NamedError('internal', 'The disk is full.'));
    const { around, approvals, events } = surroundings();
    const call = callTool(request('notes.write_note'), { ...around, log: { ...around.log, durably: full } });
    expect(await codeOf(call)).toBe('internal');
    expect(approvals.list()).toEqual([]);
    expect(events).toEqual(['committed: call.outcome error']);
  });

  it('is not made when its yes cannot be written', async () => {
    const { around, approvals, events } = surroundings();
    let writes = 0;
    const durably = () => (++writes > 1 ? Promise.reject(new NamedError('internal', 'The disk is full.')) : Promise.resolve());
    const call = callTool(request('notes.write_note'), { ...around, log: { ...around.log, durably } });
    await answer(approvals, 'always');
    expect(await codeOf(call)).toBe('internal');
    expect(events.filter((event) => event.startsWith('server'))).toEqual([]);
  });

  it('is not asked about again after "for this session", but by another session it is', async () => {
    const { around, approvals } = surroundings();
    const first = callTool(request('notes.write_note'), around);
    await answer(approvals, 'session');
    await first;
    await callTool(request('notes.write_note'), around);
    void callTool(request('notes.write_note', { session: 's2' }), around).catch(() => undefined);
    await eventually(() => expect(approvals.list()).toHaveLength(1));
  });

  it.each([
    ['another app', { app: 'claude' }, {}],
    ['a changed command', {}, { serverFingerprint: () => 'another' }],
  ])('is asked about again after "always" for %s', async (_what, byRequest, bySurroundings) => {
    const { around, approvals } = surroundings();
    const first = callTool(request('notes.write_note'), around);
    await answer(approvals, 'always');
    await first;
    await callTool(request('notes.write_note', { session: 's2' }), around);
    void callTool(request('notes.write_note', byRequest), { ...around, ...bySurroundings }).catch(() => undefined);
    await eventually(() => expect(approvals.list()).toHaveLength(1));
  });

  it('is refused when the tool turned into another one while the person thought', async () => {
    const { around, approvals, events } = surroundings();
    let found = 0;
    const find = (name: string) => {
      const tool = tools.find((candidate) => candidate.qualifiedName === name);
      found += 1;
      return tool && found > 1 ? { ...tool, hash: 'changed' } : tool;
    };
    const call = callTool(request('notes.write_note'), { ...around, catalog: { ...around.catalog, find } });
    await answer(approvals, 'once');
    expect(await codeOf(call)).toBe('quarantined');
    expect(events.filter((event) => event.startsWith('server'))).toEqual([]);
  });
});

describe('a tool call that only reads', () => {
  it('runs without a question and stands in the log', async () => {
    const { around, events, records } = surroundings();
    await callTool(request('notes.read_note'), around);
    expect(events).toEqual(['server got {"name":"read_note","arguments":{"text":"hi"}}', 'committed: call.outcome ok']);
    expect(records[0]).toMatchObject({
      app: 'cursor',
      server: 'notes',
      tool: 'notes.read_note',
      risk: 'read',
      rule: 'reading runs',
      detail: 'text of 4 characters',
    });
  });

  it.each([
    ['is refused while all tools are paused', 'notes.read_note', { isPaused: () => true }, 'paused'],
    ['is refused when the tool is unknown', 'notes.nothing', {}, 'tool_not_found'],
    ['is refused when the tool is hidden', 'notes.read_note', { isHidden: () => true }, 'tool_not_found'],
    ['is refused when its arguments do not fit', 'notes.read_note', { checkArguments: () => 'text is missing' }, 'invalid_arguments'],
  ])('%s, and the refusal stands in the log', async (_what, tool, changes, code) => {
    const { around, records, events } = surroundings(changes);
    expect(await codeOf(callTool(request(tool), around))).toBe(code);
    expect(records.at(-1)).toMatchObject({ kind: 'call.outcome', code });
    expect(events.filter((event) => event.startsWith('server'))).toEqual([]);
  });

  it('is refused for an app that does not see its server', async () => {
    const { around } = surroundings();
    expect(await codeOf(callTool(request('notes.read_note', { visibleServers: () => [] }), around))).toBe('not_visible');
  });
});

describe('a yes to a question that was open while the settings changed', () => {
  let changed = false;

  it.each([
    ['the tool was hidden', 'tool_not_found', { isHidden: () => changed }],
    ["the server's command was edited", 'quarantined', { serverFingerprint: () => (changed ? 'new' : 'old') }],
  ])('does not reach the server when %s', async (_what, code, change: Partial<CallSurroundings>) => {
    changed = false;
    const { around, approvals, events } = surroundings(change);
    const call = codeOf(callTool(request('notes.write_note'), around));
    await eventually(() => expect(approvals.list()).toHaveLength(1));
    changed = true;
    await answer(approvals, 'once');
    expect(await call).toBe(code);
    expect(events.filter((event) => event.startsWith('server got'))).toEqual([]);
  });

  it("does not reach the server when the app's profile lost it", async () => {
    let servers = ['notes'];
    const { around, approvals, events } = surroundings();
    const call = codeOf(callTool(request('notes.write_note', { visibleServers: () => servers }), around));
    await eventually(() => expect(approvals.list()).toHaveLength(1));
    servers = [];
    await answer(approvals, 'always');
    expect(await call).toBe('not_visible');
    expect(events.filter((event) => event.startsWith('server got'))).toEqual([]);
  });
});

describe('a call whose end is out of the ordinary', () => {
  it('is logged as interrupted, not as a defect, when the app cancels while the server works', async () => {
    const app = new AbortController();
    const { around, records } = surroundings({
      upstreams: { connect: () => Promise.reject(app.signal.reason as Error) },
    });
    app.abort(new DOMException('The request was cancelled by its sender.', 'AbortError'));
    await codeOf(callTool(request('notes.read_note', { signal: app.signal }), around));
    expect(records).toMatchObject([{ kind: 'call.outcome', status: 'interrupted', code: 'outcome_unknown' }]);
  });

  it('is not told as undone when the tool ran and only its outcome could not be logged', async () => {
    const full = new NamedError('internal', 'The audit log cannot be written, so nothing was done.');
    const { around } = surroundings({ log: { durably: () => Promise.resolve(), soon: () => Promise.reject(full) } });
    expect(await codeOf(callTool(request('notes.read_note'), around))).toBe('outcome_unknown');
  });

  it('names no hidden tool among the nearest', async () => {
    let asked: unknown;
    const isHidden = () => false;
    const nearest = (...given: unknown[]) => ((asked = given[3]), []);
    const { around } = surroundings({ isHidden, catalog: { find: () => undefined, nearest } });
    await codeOf(callTool(request('notes.reed'), around));
    expect(asked).toBe(isHidden);
  });
});
