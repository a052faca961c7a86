import type { IncomingHttpHeaders } from 'node:http';

/** Why a request of the modern era is refused. */
export interface HeaderFault {
  readonly code: -32020;
  readonly message: string;
}

export interface ModernMessage {
  readonly method: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

/** Which member of the parameters the header `Mcp-Name` repeats (SEP-2243, and SEP-2663 for tasks). */
const named = new Map([
  ['tools/call', 'name'],
  ['prompts/get', 'name'],
  ['resources/read', 'uri'],
  ['tasks/get', 'taskId'],
  ['tasks/update', 'taskId'],
  ['tasks/cancel', 'taskId'],
]);

const fault = (message: string): HeaderFault => ({ code: -32020, message });

/** The rules for `Mcp-Method` and `Mcp-Name`: both must be there, and say what the body says. */
export function standardHeaderFault({ method, params }: ModernMessage, headers: IncomingHttpHeaders): HeaderFault | undefined {
  if (headers['mcp-method'] !== method) return fault('The header Mcp-Method differs from the body.');
  const member = named.get(method);
  const value = member === undefined ? undefined : params?.[member];
  if (typeof value !== 'string') return undefined;
  return decoded(headers['mcp-name']) === value ? undefined : fault('The header Mcp-Name differs from the body.');
}

/** The rules for `Mcp-Param-*`: what the tool's schema marks with `x-mcp-header` comes as a header too (SEP-2243). */
export function parameterHeaderFault(schema: unknown, { params }: ModernMessage, headers: IncomingHttpHeaders): HeaderFault | undefined {
  // What isn't an object has no members, and none is marked.
  const { properties = {} } = (schema ?? {}) as { properties?: Record<string, { 'x-mcp-header'?: string }> };
  const given = (params?.['arguments'] ?? {}) as Record<string, unknown>;
  const wrong = Object.entries(properties).find(([name, { 'x-mcp-header': header }]) => {
    if (header === undefined || (given[name] ?? null) === null) return false;
    return decoded(headers[`mcp-param-${header.toLowerCase()}`]) !== spelled(given[name]);
  });
  return wrong && fault(`The header Mcp-Param-${wrong[1]['x-mcp-header']} differs from the body.`);
}

const spelled = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** A header's value, out of `=?base64?…?=` if it is wrapped; undefined if it is missing or no base64. */
function decoded(header: string | string[] | undefined): string | undefined {
  if (typeof header !== 'string') return undefined;
  const [, wrapped] = /^=\?base64\?(.*)\?=$/.exec(header) ?? [];
  if (wrapped === undefined) return header.trim();
  const bytes = Buffer.from(wrapped, 'base64');
  return bytes.toString('base64') === wrapped ? bytes.toString('utf8') : undefined;
}
