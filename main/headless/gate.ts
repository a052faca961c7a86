import type { IncomingMessage } from 'node:http';

/**
 * Whether a request may come in at all. A web page that the person has open reaches every port of this machine, and can make a name
 * of its own point here; so the `Host` must be one of ours, exactly once, and an `Origin`, where there is one, that same address.
 */
export function isFromOurWindow(request: IncomingMessage, port: number): boolean {
  const hosts = valuesOf(request, 'host');
  const host = hosts[0];
  if (host === undefined || hosts.length > 1 || !namesOf(port).includes(host)) return false;
  return valuesOf(request, 'origin').every((origin) => origin === `http://${host}`);
}

function namesOf(port: number): string[] {
  return [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`];
}

/** Every value of a header as it was sent: Node itself keeps only the first `Host`. */
function valuesOf(request: IncomingMessage, name: string): string[] {
  const { rawHeaders } = request;
  return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);
}
