import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Asking, type ElicitationEvent, Elicitations } from '../../../main/approvals/elicitations.ts';
import type { JsonObject } from '../../../main/wire/frame.ts';

const never = new AbortController().signal;
const name: JsonObject = {
  message: 'Who are you?',
  requestedSchema: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
};
const login: JsonObject = { mode: 'url', message: 'Log in', url: 'https://example.org/login?token=t0ken', elicitationId: 'e-1' };

function asking(known: Partial<Asking> = {}): Asking {
  return { app: 'cursor', server: 'crm', params: name, signal: never, ...known };
}

function open() {
  const told: ElicitationEvent[] = [];
  const elicitations = new Elicitations(
    () => 120_000,
    (event) => told.push(event),
  );
  return { elicitations, told, ends: () => told.filter(({ kind }) => kind === 'elicitation.answered').map(({ detail }) => detail) };
}

function idOf(elicitations: Elicitations, index = 0): string {
  return elicitations.list()[index]?.id ?? 'none';
}

describe('what a server asks the person', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is put off when nobody answers in time', async () => {
    const { elicitations, ends } = open();
    const result = elicitations.ask(asking());
    await vi.advanceTimersByTimeAsync(119_999);
    expect(elicitations.list()).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await result).toEqual({ action: 'cancel' });
    expect(elicitations.list()).toEqual([]);
    expect(ends()).toEqual(['timed out']);
  });

  it('is withdrawn with the call behind it, for the reason of that', async () => {
    const { elicitations, ends } = open();
    const call = new AbortController();
    const result = elicitations.ask(asking({ signal: call.signal }));
    const reason = new Error('the app cancelled');
    call.abort(reason);
    await expect(result).rejects.toBe(reason);
    await expect(elicitations.ask(asking({ signal: call.signal }))).rejects.toBe(reason);
    expect(elicitations.list()).toEqual([]);
    expect(ends()).toEqual(['withdrawn: the call is over']);
  });

  it('is put off when Patchbay quits, and none is taken after that', async () => {
    const { elicitations, ends } = open();
    const result = elicitations.ask(asking());
    elicitations[Symbol.dispose]();
    expect(await result).toEqual({ action: 'cancel' });
    expect(await elicitations.ask(asking())).toEqual({ action: 'cancel' });
    expect(ends()).toEqual(['Patchbay quit']);
  });

  it('never waits more than three times for one server and app', async () => {
    const { elicitations } = open();
    for (let count = 0; count < 3; count += 1) void elicitations.ask(asking());
    await expect(elicitations.ask(asking())).rejects.toMatchObject({ code: 'rate_limited' });
    void elicitations.ask(asking({ server: 'other' }));
    void elicitations.ask(asking({ app: 'claude' }));
    expect(elicitations.list()).toHaveLength(5);
  });

  it('never fills the whole window', async () => {
    const { elicitations } = open();
    for (let count = 0; count < 24; count += 1) void elicitations.ask(asking({ server: `server-${count}` }));
    await expect(elicitations.ask(asking({ server: 'late' }))).rejects.toMatchObject({ code: 'rate_limited' });
  });

  it('doesn’t come again and again, until some time has passed', async () => {
    const { elicitations } = open();
    for (let count = 0; count < 20; count += 1) {
      const result = elicitations.ask(asking());
      elicitations.answer(idOf(elicitations), 'decline', {});
      expect(await result).toEqual({ action: 'decline' });
    }
    await expect(elicitations.ask(asking())).rejects.toMatchObject({ code: 'rate_limited' });
    await vi.advanceTimersByTimeAsync(300_001);
    void elicitations.ask(asking());
    expect(elicitations.list()).toHaveLength(1);
  });

  it('that can’t be shown is never put to the person', async () => {
    const { elicitations, told } = open();
    await expect(elicitations.ask(asking({ params: { message: 'Hello' } }))).rejects.toMatchObject({ code: -32602 });
    expect(elicitations.list()).toEqual([]);
    expect(told).toEqual([]);
  });

  it('stays open when the answer doesn’t fit, and takes one answer only', async () => {
    const { elicitations } = open();
    const result = elicitations.ask(asking());
    const id = idOf(elicitations);
    expect(() => elicitations.answer(id, 'accept', {})).toThrow('name: Fill this in.');
    elicitations.answer(id, 'accept', { name: 'Ada' });
    expect(await result).toEqual({ action: 'accept', content: { name: 'Ada' } });
    expect(() => elicitations.answer(id, 'decline', {})).toThrow('no longer open');
  });

  it('is logged with what was asked and how it ended, and never with what was answered', async () => {
    const { elicitations, told } = open();
    void elicitations.ask(asking());
    elicitations.answer(idOf(elicitations), 'accept', { name: 'Ada Lovelace' });
    void elicitations.ask(asking({ params: login }));
    elicitations.answer(idOf(elicitations), 'decline', {});
    expect(told).toEqual([
      { kind: 'elicitation.asked', app: 'cursor', server: 'crm', detail: 'a form with 1 field: Who are you?' },
      { kind: 'elicitation.answered', app: 'cursor', server: 'crm', detail: 'answered' },
      { kind: 'elicitation.asked', app: 'cursor', server: 'crm', detail: 'to go to example.org: Log in' },
      { kind: 'elicitation.answered', app: 'cursor', server: 'crm', detail: 'declined' },
    ]);
  });
});

describe('a page that a server sends the person to', () => {
  it('is done when the server says so, if the person went there', async () => {
    const { elicitations } = open();
    const result = elicitations.ask(asking({ params: login }));
    elicitations.completed('other', 'e-1');
    elicitations.completed('crm', 'e-2');
    expect(elicitations.list()).toMatchObject([{ host: 'example.org', opened: false }]);
    expect(elicitations.goTo(idOf(elicitations))).toBe('https://example.org/login?token=t0ken');
    expect(elicitations.list()).toMatchObject([{ opened: true }]);
    elicitations.completed('crm', 'e-1');
    expect(await result).toEqual({ action: 'accept' });
  });

  it('is never agreed to by the server itself', async () => {
    const { elicitations } = open();
    const result = elicitations.ask(asking({ params: login }));
    elicitations.completed('crm', 'e-1');
    expect(await result).toEqual({ action: 'cancel' });
  });

  it('is done when the person says so, and no content goes along', async () => {
    const { elicitations } = open();
    const result = elicitations.ask(asking({ params: login }));
    elicitations.answer(idOf(elicitations), 'accept', { smuggled: 'in' });
    expect(await result).toEqual({ action: 'accept' });
  });

  it('is not what a form has', () => {
    const { elicitations } = open();
    void elicitations.ask(asking());
    expect(() => elicitations.goTo(idOf(elicitations))).toThrow('no page');
    elicitations[Symbol.dispose]();
  });
});
