import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type ErrorCode, NamedError } from '../../contract/errors.ts';
import { namePattern } from '../../contract/names.ts';
import { fieldsOf, isJsonRecord, type JsonRecord } from './json-record.ts';
import { readLine } from './read-line.ts';

/**
 * The mutual proof that opens every connection, before a byte of MCP. One JSON object per line:
 *   client  {patchbay: 1, service, app, nonce}
 *   server  {nonce, proof: HMAC-SHA256(key, "patchbay server|service|app|client nonce|server nonce|socket path")}
 *   client  {proof: HMAC-SHA256(key, "patchbay client|…the same…")}
 *   server  {ready: true} or {error: {code, message}}, and the end
 * The server says nothing first, and the key itself never crosses: a program that squats on the socket learns nothing.
 */
export type Service = 'mcp' | 'api';

export interface Caller {
  readonly service: Service;
  readonly app: string;
}

/** The only name that service `api` accepts, and that no app can have. */
export const ownerName = 'owner';

/** For the whole handshake, in milliseconds. */
const timeLimitMs = 5000;
const nonceBytes = 32;

interface Hello extends Caller {
  readonly nonce: string;
}

/** What both proofs are made over, but for the side's own name. */
interface Transcript {
  readonly caller: Caller;
  readonly clientNonce: string;
  readonly serverNonce: string;
  readonly socketPath: string;
}

export function isAppName(name: string): boolean {
  return namePattern.test(name) && name !== ownerName;
}

/** A key as it lies in its file or in `PATCHBAY_APP_KEY`: 64 hexadecimal digits. Null where it is none. */
export function parseKey(text: string): Buffer | null {
  return /^[0-9a-f]{64}$/i.test(text.trim()) ? Buffer.from(text.trim(), 'hex') : null;
}

/**
 * The server's side up to the client's proof; `sendReady` or `sendRefusal` ends it. `keyOf` gives null for an app that isn't known:
 * it gets an answer made with a random key, so that nobody learns which names exist. Throws `forbidden` (the proof is wrong: tell
 * it with `sendRefusal`) or `invalid_input` (this is no handshake: say nothing).
 */
export async function receiveHandshake(
  stream: Duplex,
  socketPath: string,
  keyOf: (caller: Caller) => Promise<Buffer | null>,
): Promise<Caller> {
  const deadline = AbortSignal.timeout(timeLimitMs);
  const hello = parseHello(await readLine(stream, deadline));
  const key = await keyOf(hello);
  const provenKey = key ?? randomBytes(32);
  const caller = { service: hello.service, app: hello.app };
  const transcript = { caller, clientNonce: hello.nonce, serverNonce: newNonce(), socketPath };
  sendLine(stream, { nonce: transcript.serverNonce, proof: prove('server', provenKey, transcript) });
  const { proof } = parseMessage(await readLine(stream, deadline));
  if (key === null || !isEqual(proof, prove('client', provenKey, transcript))) throw wrongKey(caller.app);
  return caller;
}

export function sendReady(stream: Duplex): void {
  sendLine(stream, { ready: true });
}

export function sendRefusal(stream: Duplex, error: NamedError): void {
  sendLine(stream, { error: { code: error.code, message: error.message } });
}

/**
 * Connects and proves who we are. What follows on the socket is the service's own. Throws `forbidden` where the other side can't
 * prove that it is Patchbay or turns us away, `not_running` where nobody listens or nobody answers.
 */
export async function dial(socketPath: string, caller: Caller, key: Buffer): Promise<Socket> {
  const socket = connect(socketPath);
  // The end of the connection is told by 'close'; an error without a listener would end the process.
  socket.on('error', () => undefined);
  try {
    await introduce(socket, socketPath, caller, key);
    return socket;
  } catch (error) {
    socket.destroy();
    throw explain(error, socketPath, caller);
  }
}

/** The client's side. */
export async function introduce(stream: Duplex, socketPath: string, caller: Caller, key: Buffer): Promise<void> {
  const deadline = AbortSignal.timeout(timeLimitMs);
  const clientNonce = newNonce();
  sendLine(stream, { patchbay: 1, ...caller, nonce: clientNonce });
  const challenge = parseMessage(await readLine(stream, deadline));
  const transcript = { caller, clientNonce, serverNonce: String(challenge['nonce']), socketPath };
  if (!isEqual(challenge['proof'], prove('server', key, transcript))) throw foreignServer(socketPath, caller.app);
  sendLine(stream, { proof: prove('client', key, transcript) });
  const verdict = parseMessage(await readLine(stream, deadline));
  if (verdict['ready'] !== true) throw refusalOf(verdict['error']);
}

function prove(side: 'client' | 'server', key: Buffer, { caller, clientNonce, serverNonce, socketPath }: Transcript): string {
  const text = [`patchbay ${side}`, caller.service, caller.app, clientNonce, serverNonce, socketPath].join('|');
  return createHmac('sha256', key).update(text).digest('hex');
}

function isEqual(given: unknown, expected: string): boolean {
  if (typeof given !== 'string' || given.length !== expected.length) return false;
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function newNonce(): string {
  return randomBytes(nonceBytes).toString('hex');
}

function sendLine(stream: Duplex, message: JsonRecord): void {
  stream.write(`${JSON.stringify(message)}\n`);
}

function parseHello(line: string): Hello {
  const { patchbay, service, app, nonce } = parseMessage(line);
  if (patchbay !== 1 || (service !== 'mcp' && service !== 'api')) throw notAHandshake();
  if (typeof app !== 'string' || app.length > 32 || typeof nonce !== 'string' || !/^[0-9a-f]{64}$/.test(nonce)) throw notAHandshake();
  return { service, app, nonce };
}

function parseMessage(line: string): JsonRecord {
  try {
    const message: unknown = JSON.parse(line);
    if (isJsonRecord(message)) return message;
  } catch (error) {
    throw notAHandshake(error);
  }
  throw notAHandshake();
}

function refusalOf(error: unknown): NamedError {
  const { code, message } = fieldsOf(error);
  // The other side has proven that it is Patchbay: its codes are of the contract.
  return new NamedError(
    (typeof code === 'string' ? code : 'forbidden') as ErrorCode,
    typeof message === 'string' ? message : 'Patchbay turned the connection away.',
  );
}

function notAHandshake(cause?: unknown): NamedError {
  return new NamedError('invalid_input', "The other side doesn't speak Patchbay's handshake.", {}, { cause });
}

function wrongKey(app: string): NamedError {
  return new NamedError(
    'forbidden',
    `Patchbay doesn't know this key of "${app}": run "patchbay connect ${app}" and paste the new entry into the app.`,
  );
}

function foreignServer(socketPath: string, app: string): NamedError {
  const sentence = `What answers at ${socketPath} is not the Patchbay that gave "${app}" its key: run "patchbay connect ${app}" and paste the new entry into the app.`;
  return new NamedError('forbidden', sentence, { socketPath });
}

/** Whatever went wrong, as what it means for the caller. */
function explain(error: unknown, socketPath: string, caller: Caller): NamedError {
  if (!(error instanceof NamedError) || error.code === 'not_running') return notAnswering(socketPath, error);
  return error.code === 'invalid_input' ? foreignServer(socketPath, caller.app) : error;
}

function notAnswering(socketPath: string, cause: unknown): NamedError {
  return new NamedError(
    'not_running',
    `Patchbay does not answer at ${socketPath}: start it with "patchbay start".`,
    { socketPath },
    { cause },
  );
}
