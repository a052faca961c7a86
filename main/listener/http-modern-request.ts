import type { IncomingHttpHeaders } from 'node:http';
import { metaKeys } from '../protocol/meta-keys.ts';
import { namedBy } from '../protocol/named-by.ts';
import { envelopeOf, missingEnvelope } from '../protocol/request-envelope.ts';
import { headerMismatch, JsonRpcError } from '../wire/error-numbers.ts';
import type { Frame, JsonObject, RequestFrame } from '../wire/frame.ts';
import { isObject } from '../wire/parse-frame.ts';
import { decodedHeader, headerOf } from './http-header-values.ts';
import { paramHeaderFault } from './http-param-headers.ts';

/** The schema of a tool's arguments as the app was shown it; null where it wasn't. */
export type InputSchemaOf = (tool: string) => JsonObject | null;

/** Where this era begins. */
const firstModern = '2026-07-28';
const revision = /^\d{4}-\d{2}-\d{2}$/;

/** Whether a message is of the modern era: its body says so, or where the body says nothing, its header. */
export function isModern(frame: Frame, headers: IncomingHttpHeaders): boolean {
  const meta = 'method' in frame ? frame.params?.['_meta'] : undefined;
  return (isObject(meta) && Object.hasOwn(meta, metaKeys.protocolVersion)) || namesModern(headers);
}

export function namesModern(headers: IncomingHttpHeaders): boolean {
  const version = headerOf(headers, 'mcp-protocol-version') ?? '';
  return revision.test(version) && version >= firstModern;
}

/**
 * What stands in the headers is what others decided on; so it must be what stands in the body.
 * @throws JsonRpcError -32602 (no envelope), -32020 (a header is missing or differs), -32022 (a version that isn't spoken here).
 */
export function checkModernRequest(frame: RequestFrame, headers: IncomingHttpHeaders, inputSchemaOf: InputSchemaOf): void {
  const meta = frame.params?.['_meta'];
  const claimed = isObject(meta) ? meta[metaKeys.protocolVersion] : undefined;
  if (!isObject(meta) || typeof claimed !== 'string') throw missingEnvelope();
  if (!isObject(meta[metaKeys.clientCapabilities])) throw missingEnvelope(metaKeys.clientCapabilities);
  requireHeader(headers, 'MCP-Protocol-Version', claimed);
  envelopeOf(frame.params);
  requireHeader(headers, 'Mcp-Method', frame.method);
  requireName(frame, headers);
  if (frame.method === 'tools/call') requireParams(frame.params ?? {}, headers, inputSchemaOf);
}

function requireHeader(headers: IncomingHttpHeaders, name: string, value: string): void {
  const sent = headerOf(headers, name.toLowerCase());
  if (sent === undefined) throw mismatch(`the header ${name} is missing`);
  if (sent !== value) throw mismatch(`the header ${name} differs from the body`);
}

function requireName({ method, params }: RequestFrame, headers: IncomingHttpHeaders): void {
  const member = namedBy.get(method);
  const value = member === undefined ? undefined : params?.[member];
  if (member === undefined || typeof value !== 'string') return;
  const sent = headerOf(headers, 'mcp-name');
  if (sent === undefined) throw mismatch('the header Mcp-Name is missing');
  const decoded = decodedHeader(sent);
  if (decoded === null) throw mismatch("the header Mcp-Name has characters that it can't have");
  if (decoded !== value) throw mismatch(`the header Mcp-Name differs from ${member} in the body`);
}

function requireParams({ name, arguments: given }: JsonObject, headers: IncomingHttpHeaders, inputSchemaOf: InputSchemaOf): void {
  const schema = typeof name === 'string' && isObject(given) ? inputSchemaOf(name) : null;
  const fault = schema === null || !isObject(given) ? null : paramHeaderFault(schema, given, headers);
  if (fault !== null) throw mismatch(fault);
}

function mismatch(what: string): JsonRpcError {
  return new JsonRpcError(headerMismatch, `Header mismatch: ${what}.`);
}
