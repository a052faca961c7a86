import { spawn } from 'node:child_process';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Status } from '../../../contract/models.ts';
import { readEndpoint } from '../../lib/endpoint.ts';
import { lockHolder } from '../../lib/instance-lock.ts';
import { asOwner, type Invocation } from '../invocation.ts';
import { type Finding, ill, reasonOf, well } from './finding.ts';

/** For the shim to bring one answer, in milliseconds. */
const shimTimeMs = 5000;

/** The status too, where Patchbay runs and answers. */
export async function checkBroker(invocation: Invocation): Promise<{ finding: Finding; status: Status | null }> {
  try {
    const status = await asOwner(invocation, (client) => client.call('status.get', {}));
    return { finding: well('Patchbay', `runs as process ${status.pid} and answers`), status };
  } catch (error) {
    const holder = await lockHolder(invocation.home);
    const detail =
      holder === null
        ? reasonOf(error)
        : `process ${holder} holds the home but does not answer (${reasonOf(error)}): end it and start Patchbay again`;
    return { finding: ill('Patchbay', detail), status: null };
  }
}

export async function checkSocket({ home }: Invocation): Promise<Finding> {
  const path = (await readEndpoint(home))?.socket ?? home.socket;
  if (process.platform === 'win32') return well('socket', path);
  const found = await lstat(path).catch(() => null);
  if (found === null) return ill('socket', `${path} is missing: stop Patchbay and start it again`);
  const isPrivate = found.isSocket() && (found.mode & 0o077) === 0;
  return isPrivate
    ? well('socket', `${path} is open to you alone`)
    : ill('socket', `${path} is open to others or is no socket: stop Patchbay, remove it and start again`);
}

/** What Patchbay itself complains about. */
export function checkComplaints({ servers, settingsFaults, endpoint, pendingApprovals }: Status): Finding[] {
  const failures = servers.flatMap(({ name, lastError }) =>
    lastError === null ? [] : [ill(`server ${name}`, `${lastError} ("patchbay servers log ${name}" may say more)`)],
  );
  const faults = settingsFaults.map((fault) => ill('settings', `an edit does not apply: ${fault}`));
  const waiting =
    pendingApprovals === 0 ? 'nothing waits for an answer' : `${pendingApprovals} wait for an answer: see "patchbay approvals"`;
  const closed = endpoint.fault === null ? [] : [ill('endpoint', endpoint.fault)];
  return [...failures, ...faults, ...closed, well('approvals', waiting)];
}

/** Starts the shim as an app would, and asks one question through it. Only while Patchbay runs: the shim would start it. */
export async function checkShim({ home, programs, extension }: Invocation): Promise<Finding> {
  const path = join(programs, 'shim', `main${extension}`);
  const { PATCHBAY_APP_KEY: _, ...environment } = process.env;
  const child = spawn(process.execPath, [path, '--app', 'cli', '--home', home.folder], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: environment,
  });
  const { promise, resolve } = Promise.withResolvers<Finding>();
  const fails = (why: string): void => resolve(ill('shim', `${path} ${why}: build Patchbay again with "npm run build"`));
  const timer = setTimeout(() => fails('brought no answer'), shimTimeMs);
  child.once('error', (error) => fails(`can't be started (${error.message})`));
  child.once('exit', (code) => fails(`ended with ${code ?? 'a signal'}`));
  child.stdin.on('error', () => undefined).write('{"jsonrpc":"2.0","id":1,"method":"ping"}\n');
  createInterface({ input: child.stdout }).once('line', () => resolve(well('shim', `${path} reaches Patchbay`)));
  const finding = await promise;
  clearTimeout(timer);
  child.kill();
  return finding;
}
