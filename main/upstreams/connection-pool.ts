import { NamedError } from '../../contract/errors.ts';
import type { Caller } from '../protocol/caller.ts';
import type { Era } from '../protocol/versions.ts';
import type { JsonObject } from '../wire/frame.ts';
import type { ConnectionUsers } from './call-owners.ts';
import { baseCapabilities, capabilityKey, declaredFor } from './capability-set.ts';
import { type ConnectionSlot, isIdle, type Slot } from './connection-slot.ts';
import { combinedStatus } from './combined-status.ts';
import type { HoldUp } from './launched-server.ts';
import type { ServerRun } from './server-run.ts';
import { type Permission, SupervisedServer } from './supervised-server.ts';
import type { ConnectOptions, LiveConnection, UpstreamConnection, UpstreamStatus } from './upstream.ts';
import { waitFor } from './wait-for.ts';

export interface PoolHooks {
  readonly server: string;
  /** Takes secrets out of what the server or the system said. */
  redact(text: string): string;
  begin(slot: ConnectionSlot, signal: AbortSignal): Promise<ServerRun>;
  changed(): void;
  /** See `ServerHooks.isRemote`. */
  readonly isRemote: boolean;
  /** Each session has a connection of its own. */
  isPerSession(): boolean;
  /** What is known of the server; null: it must be started to be known. */
  era(): Era | null;
  /** How long a connection outlives the last session that used it, in milliseconds. */
  readonly lingerMs: number;
}

const mostShared = 8;
const mostPerSession = 64;
/** For the last calls of a session that has ended to be cancelled, in milliseconds. */
const leastLingerMs = 50;
const baseKey = capabilityKey(baseCapabilities);

/**
 * The connections of one server. A legacy server is told once, at initialize, what its client can do, so callers share a connection only
 * where they declared the same; a modern server is told with each request, and needs one (ADR 10).
 */
export class ConnectionPool {
  readonly #hooks: PoolHooks;
  readonly #past: Promise<void>;
  readonly #slots = new Map<string, Slot>();
  readonly #base: Slot;
  readonly #ending = new Set<Promise<void>>();
  #permission: Permission;
  /** Printed on connections that are gone. */
  #earlierNoise = 0;
  /** The start that finds out the server's era. */
  #deciding: Promise<unknown> | null = null;
  /** The end of what was started with another secret. */
  #renewing: Promise<unknown> | null = null;
  #knownAsLegacy = Promise.withResolvers<void>();

  /** `past`: the server that had this name before, until nothing of it is left. */
  constructor(permission: Permission, hooks: PoolHooks, past?: Promise<void>) {
    this.#hooks = hooks;
    this.#permission = permission;
    this.#past = past ?? Promise.resolve();
    this.#base = this.#open(baseKey, baseCapabilities);
  }

  /** All connections together, as one server. */
  status(): UpstreamStatus {
    const status = combinedStatus([...this.#slots.values()].map(({ server }) => server.status()));
    return { ...status, noiseLines: status.noiseLines + this.#earlierNoise };
  }

  /** Those that can take requests. */
  running(): LiveConnection[] {
    return [...this.#slots.values()].flatMap(({ server }) => server.connection ?? []);
  }

  /** The connection for this caller, started if need be. Throws `upstream_failed`, or the signal's reason. */
  async connect({ signal, caller }: ConnectOptions): Promise<UpstreamConnection> {
    for (let busy = this.#deciding ?? this.#renewing; busy !== null; busy = this.#deciding ?? this.#renewing) await waitFor(busy, signal);
    const slot = caller === undefined ? this.#anyRunning() : this.#slotOf(caller);
    if (caller !== undefined) this.#use(slot, caller);
    const connecting = slot.server.connect(signal);
    this.#decide(slot.server.starting);
    return connecting;
  }

  /** For a person: tries at once, also what has failed. */
  async start(): Promise<void> {
    for (const { server } of this.#slots.values()) server.forgive();
    await this.connect({});
  }

  /** What its start waited for is there. */
  release(heldUp: HoldUp): void {
    for (const { server } of this.#slots.values()) server.release(heldUp);
  }

  /** What it is started with is another now: who wants it meanwhile waits. How the new start ends, its state tells. */
  async renew(): Promise<void> {
    const slots = [...this.#slots.values()];
    const wasWanted = slots.some(({ server }) => server.connection !== null || server.starting !== null);
    for (const { server } of slots) server.forgive();
    if (!wasWanted) return;
    this.#renewing = this.stop().finally(() => {
      this.#renewing = null;
    });
    await this.#renewing;
    this.connect({}).catch(() => undefined);
  }

  /** Resolves when nothing of it is left. */
  async stop(): Promise<void> {
    await Promise.all([...[...this.#slots.values()].map(({ server }) => server.stop()), ...this.#ending]);
  }

  async permit(permission: Permission): Promise<void> {
    this.#permission = permission;
    await Promise.all([...[...this.#slots.values()].map(({ server }) => server.permit(permission)), ...this.#ending]);
  }

  /** Who may share changed: every connection but the base's is begun anew. */
  async regroup(): Promise<void> {
    for (const slot of this.#slots.values()) if (slot !== this.#base) this.#remove(slot);
    await Promise.all(this.#ending);
  }

  /** An app is gone. Connections that only it used end after a while. */
  endSession(session: string): void {
    for (const slot of this.#slots.values()) {
      if (!slot.users.delete(session)) continue;
      slot.server.connection?.endSession(session);
      if (slot.users.size === 0 && slot !== this.#base) this.#leave(slot);
    }
  }

  /** The connections that this session used. */
  of(session: string): LiveConnection[] {
    return [...this.#slots.values()].flatMap(({ users, server }) => (users.has(session) ? (server.connection ?? []) : []));
  }

  /** What this app is now (its log level, say), on the connections that it uses. */
  update(caller: Caller): LiveConnection[] {
    for (const { users } of this.#slots.values()) if (users.has(caller.session)) users.set(caller.session, caller);
    return this.of(caller.session);
  }

  #anyRunning(): Slot {
    const running = [...this.#slots.values()].find(({ server }) => server.connection !== null);
    return this.#base.server.connection === null ? (running ?? this.#base) : this.#base;
  }

  #slotOf(caller: Caller): Slot {
    const running = this.#anyRunning();
    // What runs has shown its era; what is remembered lies in the database.
    const isModern = (running.server.connection?.era ?? this.#hooks.era()) === 'modern';
    if (this.#hooks.isPerSession()) return this.#ownSlot(caller, isModern);
    if (isModern) return running;
    const declared = declaredFor(caller.capabilities);
    return this.#sharedSlot(capabilityKey(declared), declared, caller);
  }

  #sharedSlot(key: string, declared: JsonObject, caller: Caller): Slot {
    const slot = this.#slots.get(key);
    if (slot !== undefined) return slot;
    return this.#makeRoom(mostShared, caller) ? this.#open(key, declared) : this.#base;
  }

  #ownSlot(caller: Caller, isModern: boolean): Slot {
    const declared = isModern ? baseCapabilities : declaredFor(caller.capabilities);
    const key = `${caller.session} ${capabilityKey(declared)}`;
    const slot = this.#slots.get(key);
    if (slot !== undefined) return slot;
    if (this.#makeRoom(mostPerSession, caller)) return this.#open(key, declared);
    const sentence = `The server “${this.#hooks.server}” already runs for ${mostPerSession} sessions, which is the most: close an app first.`;
    throw new NamedError('upstream_failed', sentence, { server: this.#hooks.server });
  }

  /**
   * Ends the connection that was used longest ago and is idle now: one that no other app uses, if there is any, so that an app that declares
   * ever new things costs the others nothing.
   */
  #makeRoom(most: number, { app }: Caller): boolean {
    const others = [...this.#slots.values()].filter((slot) => slot !== this.#base);
    if (others.length < most) return true;
    const idle = others.filter(isIdle);
    const own = idle.filter(({ users }) => [...users.values()].every((user) => user.app === app));
    const [oldest] = (own.length > 0 ? own : idle).toSorted((a, b) => a.usedAt - b.usedAt);
    if (oldest !== undefined) this.#remove(oldest);
    return oldest !== undefined;
  }

  #use(slot: Slot, caller: Caller): void {
    clearTimeout(slot.linger);
    slot.usedAt = performance.now();
    slot.users.set(caller.session, caller);
  }

  /**
   * The first start finds out what the server is; until then nobody else starts it. A legacy server is known as soon as it has answered;
   * the one connection of a modern one is waited for.
   */
  #decide(starting: Promise<unknown> | null): void {
    if (starting === null || this.#deciding !== null || this.#hooks.era() !== null) return;
    const over = (): void => {
      this.#deciding = null;
    };
    this.#knownAsLegacy = Promise.withResolvers();
    this.#deciding = Promise.race([starting, this.#knownAsLegacy.promise]).then(over, over);
  }

  #leave(slot: Slot): void {
    const lingerMs = this.#hooks.isPerSession() ? leastLingerMs : this.#hooks.lingerMs;
    const end = (): void => (isIdle(slot) ? this.#remove(slot) : this.#leave(slot));
    slot.linger = setTimeout(end, lingerMs).unref();
  }

  #remove(slot: Slot): void {
    clearTimeout(slot.linger);
    this.#slots.delete(slot.key);
    this.#earlierNoise += slot.server.status().noiseLines;
    const ending = slot.server.stop().finally(() => {
      this.#ending.delete(ending);
      this.#hooks.changed();
    });
    this.#ending.add(ending);
  }

  #open(key: string, declared: JsonObject): Slot {
    const hooks = this.#hooks;
    const users: ConnectionUsers = new Map();
    const countNoise = (): void => server.countNoise();
    const eraProved = (era: Era): void => {
      if (era === 'legacy') this.#knownAsLegacy.resolve();
    };
    const server = new SupervisedServer(
      hooks.server,
      this.#permission,
      {
        begin: (signal) => hooks.begin({ declared, users, countNoise, eraProved }, signal),
        changed: () => hooks.changed(),
        redact: (text) => hooks.redact(text),
        isRemote: hooks.isRemote,
      },
      this.#past,
    );
    const slot: Slot = { key, declared, users, server, usedAt: performance.now(), countNoise, eraProved };
    this.#slots.set(key, slot);
    return slot;
  }
}
