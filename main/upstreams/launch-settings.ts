import type { SecretReference, TextOrSecret } from '../../contract/vault.ts';
import { isReference, shownAddress } from '../settings/references.ts';
import type { BuiltinServerSettings, HttpServerSettings, ServerSettings, StdioServerSettings } from '../settings/settings.ts';
import { StartFailure, StartHeldUp } from './launched-server.ts';

/** Implemented by the vault. Null: there is no such secret. Throws NamedError `vault_locked` while it can't be read. */
export type ReadSecret = (name: string) => Promise<string | null>;

/** What one server is started with, and nobody else may see: secrets are in it as they are. */
export type LaunchSettings = StdioLaunch | HttpLaunch | BuiltinServerSettings;

export interface StdioLaunch extends Omit<StdioServerSettings, 'args' | 'env'> {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export interface HttpLaunch extends Omit<HttpServerSettings, 'url' | 'headers'> {
  readonly url: string;
  /** The address without its secrets. */
  readonly shownUrl: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Puts the secrets into a server's settings. Throws `StartHeldUp` where one can't be had, `StartFailure` where one can't go where it should. */
export async function withSecrets(name: string, settings: ServerSettings, readSecret: ReadSecret): Promise<LaunchSettings> {
  if (settings.kind === 'builtin') return settings;
  const launch = new Launch(name, readSecret);
  return settings.kind === 'stdio' ? launch.stdio(settings) : launch.http(settings);
}

class Launch {
  readonly #server: string;
  readonly #readSecret: ReadSecret;

  constructor(server: string, readSecret: ReadSecret) {
    this.#server = server;
    this.#readSecret = readSecret;
  }

  async stdio(settings: StdioServerSettings): Promise<StdioLaunch> {
    const args = await Promise.all(settings.args.map((value) => this.#processText(value)));
    const env = await this.#each(settings.env, (value) => this.#processText(value));
    return { ...settings, args, env };
  }

  async http(settings: HttpServerSettings): Promise<HttpLaunch> {
    const headers = await this.#each(settings.headers, (value) => this.#headerText(value));
    const url = await this.#text(settings.url);
    const secure = { ...settings, headers, url, shownUrl: shownAddress(settings.url) };
    if (!isReference(settings.url)) return secure;
    return { ...secure, transport: this.#transportOf(url, settings.url, settings.transport) };
  }

  async #each(values: Readonly<Record<string, TextOrSecret>>, text: (value: TextOrSecret) => Promise<string>) {
    const entries = Object.entries(values).map(async ([name, value]) => [name, await text(value)] as const);
    return Object.fromEntries(await Promise.all(entries));
  }

  async #processText(value: TextOrSecret): Promise<string> {
    const text = await this.#text(value);
    if (isReference(value) && text.includes('\0')) throw this.#unfit(value, 'no program can be given a zero byte');
    return text;
  }

  async #headerText(value: TextOrSecret): Promise<string> {
    const text = await this.#text(value);
    if (isReference(value) && !/^[\x20-\x7e]*$/.test(text)) throw this.#unfit(value, 'a header must be one line of plain characters');
    return text;
  }

  async #text(value: TextOrSecret): Promise<string> {
    if (!isReference(value)) return value;
    const secret = await this.#read(value.secret);
    return `${value.prefix ?? ''}${secret}${value.suffix ?? ''}`;
  }

  async #read(secret: string): Promise<string> {
    const value = await this.#readSecret(secret).catch((error: unknown) => {
      throw StartHeldUp.of(error, `The server “${this.#server}” needs the secret ${secret}`) ?? error;
    });
    if (value !== null) return value;
    const sentence = `The server “${this.#server}” needs the secret ${secret}, which the vault doesn't have: set it in Settings, or with "patchbay secrets set ${secret}".`;
    throw new StartHeldUp('secret_missing', sentence);
  }

  /** The value may be anything: it is looked at before something else says what is wrong with it, and cites it. */
  #transportOf(url: string, reference: SecretReference, transport: HttpServerSettings['transport']): HttpServerSettings['transport'] {
    const scheme = URL.canParse(url) ? new URL(url).protocol : '';
    if (!['http:', 'https:', 'ws:', 'wss:'].includes(scheme)) throw this.#unfit(reference, 'a url must be a whole address');
    const isWebSocket = scheme.startsWith('ws');
    if (transport === 'auto') return isWebSocket ? 'websocket' : 'auto';
    if (isWebSocket !== (transport === 'websocket'))
      throw this.#unfit(reference, `\`transport: ${transport}\` wants another kind of address`);
    return transport;
  }

  #unfit({ secret }: SecretReference, reason: string): StartFailure {
    return new StartFailure(
      `The server “${this.#server}” can't be given the secret ${secret} where config.yaml wants it: ${reason}.`,
      true,
    );
  }
}
