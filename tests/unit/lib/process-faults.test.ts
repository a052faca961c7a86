import { EventEmitter } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { catchProcessFaults } from '../../../main/lib/process-faults.ts';

function patchbay() {
  const process = new EventEmitter();
  const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  const stop = vi.fn();
  catchProcessFaults(process, log, stop);
  return { process, log, stop };
}

describe('what nobody caught', () => {
  it('ends Patchbay in order when its state is unknown', () => {
    const { process, log, stop } = patchbay();
    const fault = new TypeError('undefined is not a function');
    process.emit('uncaughtException', fault);
    expect(log.error).toHaveBeenCalledExactlyOnceWith(expect.any(String), fault);
    expect(stop).toHaveBeenCalledOnce();
  });

  it('is logged and survived when a peer only went away, or a promise was rejected', () => {
    const { process, log, stop } = patchbay();
    process.emit('uncaughtException', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    process.emit('unhandledRejection', new Error('late'));
    expect(log.error).toHaveBeenCalledTimes(2);
    expect(stop).not.toHaveBeenCalled();
  });
});
