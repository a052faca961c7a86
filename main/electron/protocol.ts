import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import type { Protocol } from 'electron';
import { contentSecurityPolicy } from '../lib/content-security-policy.ts';
import { isOurs, scheme } from './security.ts';

/** Of the files that the build makes. */
const contentTypes = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.woff2', 'font/woff2'],
  ['.map', 'application/json'],
]);

/** Before the app is ready: `app:` is a secure origin with relative addresses, like https. */
export function registerScheme(protocol: Protocol): void {
  protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
}

/** Serves the built window, dist/renderer, and nothing else on the disk. */
export function serveWindow(protocol: Protocol, folder: string): void {
  protocol.handle(scheme, (request) => respond(folder, request));
}

/** The file behind an address of the window; undefined for every other address. */
export function fileOf(folder: string, address: string): string | undefined {
  if (!isOurs(address)) return undefined;
  const path = decoded(new URL(address).pathname);
  if (path === undefined || /[\\\0]/.test(path)) return undefined;
  const file = normalize(join(folder, path === '/' ? 'index.html' : path));
  return file.startsWith(normalize(folder) + sep) ? file : undefined;
}

async function respond(folder: string, { method, url }: Request): Promise<Response> {
  const file = fileOf(folder, url);
  if (method !== 'GET' || file === undefined) return plain(403, 'Only the files of the window are served here.');
  const content = await readFile(file).catch(() => undefined);
  if (content === undefined) return plain(404, 'There is nothing at this address.');
  return new Response(content, { headers: headers(contentTypes.get(extname(file)) ?? 'application/octet-stream') });
}

function plain(status: number, sentence: string): Response {
  return new Response(sentence, { status, headers: headers('text/plain; charset=utf-8') });
}

function headers(contentType: string): Record<string, string> {
  return {
    'Content-Type': contentType,
    'Content-Security-Policy': contentSecurityPolicy,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
  };
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
