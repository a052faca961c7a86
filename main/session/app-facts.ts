import type { Session as SessionModel } from '../../contract/models.ts';
import type { RequestEnvelope } from '../protocol/request-envelope.ts';
import { invalidRequest, JsonRpcError } from '../wire/error-numbers.ts';
import type { JsonObject, JsonValue } from '../wire/frame.ts';
import { isObject } from '../wire/parse-frame.ts';

/** What an app said of itself: once at initialize, or with each modern request. A label, and what it can answer; never who it is. */
export class AppFacts {
  /** Of a legacy app, from initialize on. */
  capabilities: JsonObject | null = null;
  /** By logging/setLevel; null: the app named none. */
  logLevel: string | null = null;
  calls = 0;
  readonly #changed: () => void;
  #clientInfo: SessionModel['clientInfo'] = null;
  #protocolVersion: string | null = null;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get clientInfo(): SessionModel['clientInfo'] {
    return this.#clientInfo;
  }

  get protocolVersion(): string | null {
    return this.#protocolVersion;
  }

  initialized(protocolVersion: string, capabilities: JsonObject, clientInfo: JsonValue | undefined): void {
    this.capabilities = capabilities;
    this.#introduced(protocolVersion, clientInfoOf(clientInfo));
  }

  asked({ version, clientInfo }: RequestEnvelope): void {
    const named = clientInfoOf(clientInfo ?? undefined) ?? this.#clientInfo;
    const isKnown =
      version === this.#protocolVersion && named?.name === this.#clientInfo?.name && named?.version === this.#clientInfo?.version;
    if (!isKnown) this.#introduced(version, named);
  }

  /** @throws JsonRpcError where a legacy app asks before it said hello. */
  requireInitialized(): JsonObject {
    if (this.capabilities === null) throw new JsonRpcError(invalidRequest, 'Send initialize first.');
    return this.capabilities;
  }

  #introduced(protocolVersion: string, clientInfo: SessionModel['clientInfo']): void {
    this.#protocolVersion = protocolVersion;
    this.#clientInfo = clientInfo;
    this.#changed();
  }
}

function clientInfoOf(value: JsonValue | undefined): SessionModel['clientInfo'] {
  if (!isObject(value)) return null;
  const { name, version } = value;
  return {
    name: typeof name === 'string' ? name.slice(0, 100) : 'unnamed',
    version: typeof version === 'string' ? version.slice(0, 100) : '',
  };
}
