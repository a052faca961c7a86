import { describe, expect, it, vi } from 'vitest';
import { NamedError } from '../../../contract/errors.ts';
import { dispatch } from '../../../main/api/dispatch.ts';
import { apiWith, status } from './handlers.ts';

const unreported = (method: string, error: unknown): never => {
  throw new Error(`${method} was reported`, { cause: error });
};

describe('a call of the contract', () => {
  it('is refused when the method does not exist, also when its name belongs to every object', async () => {
    for (const method of ['servers.explode', 'constructor', '__proto__', 'x'.repeat(10_000)]) {
      const answer = await dispatch(apiWith({}), method, {}, unreported);
      expect(answer).toMatchObject({ ok: false, failure: { code: 'invalid_input' } });
      expect(JSON.stringify(answer).length).toBeLessThan(200);
    }
  });

  it('is refused with the place and the mend when its input is wrong', async () => {
    const answer = await dispatch(apiWith({}), 'servers.add', { name: 'Git Hub', command: 'npx', colour: 'red' }, unreported);
    expect(answer).toEqual({
      ok: false,
      failure: {
        code: 'invalid_input',
        message: 'servers.add: name: use small letters, digits and hyphens, starting with a letter; Unrecognized key: "colour"',
        data: {},
      },
    });
  });

  it('is refused when it has no input at all', async () => {
    expect(await dispatch(apiWith({}), 'status.get', undefined, unreported)).toMatchObject({
      ok: false,
      failure: { code: 'invalid_input' },
    });
  });

  it('fails with the name that the core gave the failure', async () => {
    const api = apiWith({
      'servers.stop': ({ name }) => {
        throw new NamedError('not_found', `There is no server ${name}.`, { nearest: ['github'] });
      },
    });
    expect(await dispatch(api, 'servers.stop', { name: 'gitub' }, unreported)).toEqual({
      ok: false,
      failure: { code: 'not_found', message: 'There is no server gitub.', data: { nearest: ['github'] } },
    });
  });

  it('tells nothing of a fault of Patchbay itself, which goes to the log', async () => {
    const report = vi.fn();
    const answer = await dispatch(apiWith({}), 'status.get', {}, report);
    expect(answer).toMatchObject({ ok: false, failure: { code: 'internal' } });
    expect(JSON.stringify(answer)).not.toContain('secret-internal-detail');
    expect(report).toHaveBeenCalledExactlyOnceWith('status.get', expect.objectContaining({ message: 'secret-internal-detail' }));
  });

  it('never answers with something that the contract does not promise', async () => {
    const report = vi.fn();
    // Wrong on purpose.
    const api = apiWith({ 'status.get': () => ({ ...status, pid: 'four' }) as never });
    expect(await dispatch(api, 'status.get', {}, report)).toMatchObject({ ok: false, failure: { code: 'internal' } });
    expect(report).toHaveBeenCalledOnce();
  });

  it('reaches its handler with defaults filled in', async () => {
    const add = vi.fn(() => {
      throw new NamedError('conflict', 'There is one already.');
    });
    await dispatch(apiWith({ 'servers.add': add }), 'servers.add', { name: 'github', command: 'npx' }, unreported);
    expect(add).toHaveBeenCalledExactlyOnceWith({ name: 'github', command: 'npx', args: [], env: {} });
  });

  it('answers with the value of its handler', async () => {
    expect(await dispatch(apiWith({ 'status.get': () => status }), 'status.get', {}, unreported)).toEqual({ ok: true, value: status });
  });
});
