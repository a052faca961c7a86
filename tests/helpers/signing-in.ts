import { HttpEndpoint } from '../../main/upstreams/http/http-endpoint.ts';
import type { SignInServer, SignInSettings } from '../../main/oauth/sign-in-server.ts';
import { SignIns, type SignInsParts } from '../../main/oauth/sign-ins.ts';
import { AuthorizationServer, type AuthorizationServerOptions } from './authorization-server.ts';
import { eventually } from './eventually.ts';
import { MemoryVault } from './memory-vault.ts';
import { PersonInBrowser } from './person-in-browser.ts';
import { ProtectedServer, type ProtectedOptions } from './protected-server.ts';

export const ownSettings: SignInSettings = { clientId: null, clientSecret: null, clientMetadataUrl: null, redirectPort: null, scopes: [] };

const quiet = { note: () => undefined, seen: () => undefined, report: () => undefined };

export function signInServer(url: string, settings: Partial<SignInSettings> = {}, name = 'docs'): SignInServer {
  const all = { ...ownSettings, ...settings };
  return { name, url: new URL(url), fingerprint: JSON.stringify([url, all]), isAnnounced: false, settings: all };
}

/** A real authorization server, a server that wants its tokens, and Patchbay's side of it with nothing around. */
export class SigningIn implements AsyncDisposable {
  readonly vault: MemoryVault;
  readonly signIns: SignIns;
  readonly notes: string[] = [];
  readonly person = new PersonInBrowser();
  readonly authorization: AuthorizationServer;
  readonly server: ProtectedServer;
  #endpoint: HttpEndpoint | null = null;

  private constructor(
    authorization: AuthorizationServer,
    server: ProtectedServer,
    vault: MemoryVault,
    openInBrowser: SignInsParts['openInBrowser'],
  ) {
    this.authorization = authorization;
    this.server = server;
    this.vault = vault;
    this.signIns = new SignIns({ ...quiet, vault, openInBrowser, note: (...said) => this.notes.push(said.join(' ')) });
  }

  static async open(
    options: AuthorizationServerOptions & Partial<ProtectedOptions> & { openInBrowser?: SignInsParts['openInBrowser'] } = {},
  ): Promise<SigningIn> {
    const authorization = await AuthorizationServer.listen(options);
    const server = await ProtectedServer.listen({
      authorizationServers: () => [authorization.issuer],
      scopesOf: (token) => authorization.scopesOf(token),
      ...options,
    });
    const signing = new SigningIn(authorization, server, new MemoryVault(), options.openInBrowser ?? null);
    await signing.know();
    return signing;
  }

  /** As config.yaml has it. */
  async know(settings: Partial<SignInSettings> = {}, url = this.server.url): Promise<void> {
    this.signIns.follow([signInServer(url, settings)], new Set(['docs']));
    await this.signIns.vaultChanged();
  }

  /** Another Patchbay with the same vault. */
  async restarted(): Promise<SignIns> {
    const signIns = new SignIns({ ...quiet, vault: this.vault, openInBrowser: null });
    signIns.follow([signInServer(this.server.url)], new Set(['docs']));
    await signIns.vaultChanged();
    return signIns;
  }

  get state(): string | undefined {
    return this.signIns.list()[0]?.state;
  }

  /** One request to the server, as the channel makes it: its status, or the code of the error. */
  async ask(rpc = 'tools/list', params: object = {}): Promise<string> {
    this.#endpoint ??= new HttpEndpoint(this.server.url, {}, this.signIns.accessTo('docs', new URL(this.server.url)));
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: rpc, params });
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    return this.#endpoint.ask({ method: 'POST', headers, body, signal: AbortSignal.timeout(10_000) }).then(
      async ({ status, body: answer }) => {
        answer.resume();
        return String(status);
      },
      (error: { code?: string; message: string }) => error.code ?? error.message,
    );
  }

  /** The person signs in, to the end. */
  async signIn(): Promise<void> {
    const { address, message } = await this.signIns.start('docs');
    if (address === null) throw new Error(message);
    await this.person.signIn(address);
    await eventually(() => {
      if (this.state !== 'signed-in') throw new Error(`${this.state}: ${this.signIns.list()[0]?.message}`);
    });
  }

  /** What the vault keeps of it. */
  kept(): { access: string; refresh: string; client: { id: string }; isOver: boolean } {
    return JSON.parse(this.vault.entries.get('sign-in/docs/tokens') ?? 'null') as ReturnType<SigningIn['kept']>;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.signIns[Symbol.asyncDispose]();
    await this.#endpoint?.destroy();
    await this.server[Symbol.asyncDispose]();
    await this.authorization[Symbol.asyncDispose]();
  }
}
