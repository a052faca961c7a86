import type { IncomingMessage } from 'node:http';

const loopbackHost = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i;
const loopbackOrigin = /^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i;

/**
 * Whether a request may come in at all. A web page that the person has open reaches every port of this machine, and can make a name
 * of its own point here; so the `Host` must be loopback's, exactly once, and an `Origin`, where there is one, too. The port isn't looked at:
 * a forwarded one is as good, and a page can't choose it (streamable HTTP, "Security & Endpoint").
 */
export function isFromThisMachine(request: IncomingMessage): boolean {
  const hosts = valuesOf(request, 'host');
  return (
    hosts.length === 1 && loopbackHost.test(hosts[0] ?? '') && valuesOf(request, 'origin').every((origin) => loopbackOrigin.test(origin))
  );
}

/** Every value of a header as it was sent: Node itself keeps only the first `Host`. */
function valuesOf({ rawHeaders }: IncomingMessage, name: string): string[] {
  return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);
}
