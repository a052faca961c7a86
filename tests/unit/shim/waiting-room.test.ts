import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Message } from '../../../main/shim/message.ts';
import { WaitingRoom } from '../../../main/shim/waiting-room.ts';

const limits = { milliseconds: 1000, lines: 3, bytes: 100 };
const line = Buffer.from('line\n');
let expired: unknown[];
let room: WaitingRoom;

beforeEach(() => {
  vi.useFakeTimers();
  expired = [];
  room = new WaitingRoom((id) => expired.push(id), limits);
});

afterEach(() => vi.useRealTimers());

function request(id: number): Message {
  return { kind: 'request', id, method: 'tools/call' };
}

function waitingIds(): unknown[] {
  return room.takeAll().map(({ message }) => message.kind === 'request' && message.id);
}

describe('what the app says while Patchbay is away', () => {
  it('finds no room beyond the limit of lines or bytes, and room again once lines have left', () => {
    expect([1, 2, 3, 4].map((id) => room.add(request(id), line))).toEqual([true, true, true, false]);
    expect(room.takeAll()).toHaveLength(3);
    expect(room.add(request(5), Buffer.alloc(101))).toBe(false);
    expect(room.add(request(5), Buffer.alloc(100))).toBe(true);
  });

  it('waits no longer than the limit of time', () => {
    room.add(request(1), line);
    vi.advanceTimersByTime(600);
    room.add(request(2), line);
    vi.advanceTimersByTime(600);
    expect(expired).toEqual([1]);
    expect(waitingIds()).toEqual([2]);
    vi.advanceTimersByTime(5000);
    expect(expired).toEqual([1]);
  });

  it('leaves in the order in which it came', () => {
    for (const id of [3, 1, 2]) room.add(request(id), line);
    expect(waitingIds()).toEqual([3, 1, 2]);
    expect(room.isEmpty).toBe(true);
  });

  it('is forgotten when the app cancels it', () => {
    room.add(request(1), line);
    room.add(request(2), line);
    room.withdraw(1);
    expect(waitingIds()).toEqual([2]);
    vi.advanceTimersByTime(5000);
    expect(expired).toEqual([]);
  });
});
