import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { eventually } from './eventually.ts';
import { missingForSecretService } from './secret-service-programs.ts';

const missing = missingForSecretService();

/** Null where a Secret Service can be had; else the sentence that says why not. */
export const noSecretService =
  process.platform === 'linux' && missing.length === 0
    ? null
    : `no Secret Service here: ${process.platform === 'linux' ? `${missing.join(', ')} can't be found` : 'it is Linux that has it'}`;

const password = 'the password of the throw-away keyring';

/** A bus that starts nothing by itself: a keyring that wants to ask a person finds nobody to do it. */
const busConfiguration = (folder: string) => `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path=${folder}/bus</listen><policy context="default">
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`;

/** A real GNOME keyring with a throw-away password, on a bus and in a home of its own. */
export class SecretService implements AsyncDisposable {
  readonly #folder: string;
  #bus: ChildProcess | null = null;
  #keyring: ChildProcess | null = null;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Unlocked. */
  static async start(): Promise<SecretService> {
    const service = new SecretService(await mkdtemp(join(tmpdir(), 'patchbay-keyring-')));
    await mkdir(join(service.#folder, 'keyrings'), { recursive: true });
    await writeFile(join(service.#folder, 'bus.conf'), busConfiguration(service.#folder));
    const bus = spawn('dbus-daemon', ['--config-file', join(service.#folder, 'bus.conf'), '--nofork', '--print-address'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    service.#bus = bus;
    await once(createInterface({ input: bus.stdout }), 'line');
    await service.unlock();
    return service;
  }

  /** For a program that is to find it. */
  get environment(): Record<string, string> {
    return {
      HOME: this.#folder,
      XDG_DATA_HOME: this.#folder,
      XDG_RUNTIME_DIR: this.#folder,
      DBUS_SESSION_BUS_ADDRESS: `unix:path=${this.#folder}/bus`,
      DISPLAY: '',
      PATCHBAY_KEYCHAIN: 'on',
    };
  }

  /** Over D-Bus, as the lock of a desktop does it. */
  async lock(): Promise<void> {
    await this.#send('org.freedesktop.Secret.Service.Lock', '/org/freedesktop/secrets', `array:objpath:${login}`);
  }

  /** As at a login: with a keyring that starts, and gets the password. */
  async unlock(): Promise<void> {
    await this.stop();
    const keyring = spawn('gnome-keyring-daemon', ['--unlock', '--components=secrets', '--foreground'], {
      env: { ...process.env, ...this.environment },
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    this.#keyring = keyring;
    keyring.stdin.end(password);
    await eventually(() =>
      this.#send('org.freedesktop.DBus.Properties.Get', login, 'string:org.freedesktop.Secret.Collection', 'string:Label'),
    );
  }

  /** It is there, and says nothing any more. */
  freeze(): void {
    this.#keyring?.kill('SIGSTOP');
  }

  /** There is none any more. */
  async stop(): Promise<void> {
    await ended(this.#keyring);
    this.#keyring = null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await ended(this.#bus);
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  async #send(method: string, path: string, ...given: string[]): Promise<void> {
    const words = ['--print-reply', '--reply-timeout=5000', '--dest=org.freedesktop.secrets', path, method, ...given];
    await promisify(execFile)('dbus-send', ['--session', ...words], { env: { ...process.env, ...this.environment } });
  }
}

const login = '/org/freedesktop/secrets/collection/login';

async function ended(child: ChildProcess | null): Promise<void> {
  if (child === null || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
