import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { isFromOurWindow } from '../../../main/headless/gate.ts';

const port = 4910;

function asks(...rawHeaders: string[]): boolean {
  // The gate reads the headers as they were sent, and nothing else.
  return isFromOurWindow({ rawHeaders } as IncomingMessage, port);
}

describe('the gate before the window', () => {
  it.each([
    ['a name that was made to point here', ['Host', 'evil.example.com:4910']],
    ['an address that only looks like ours', ['Host', '127.0.0.1.nip.io:4910']],
    ['a subdomain of localhost', ['Host', 'localhost.evil:4910']],
    ['another port', ['Host', '127.0.0.1:80']],
    ['no port', ['Host', '127.0.0.1']],
    ['another address of this machine', ['Host', '0.0.0.0:4910']],
    ['no host', []],
    ['two hosts', ['Host', '127.0.0.1:4910', 'host', 'evil.example.com']],
    ['a foreign origin', ['Host', '127.0.0.1:4910', 'Origin', 'https://evil.example.com']],
    ['an opaque origin', ['Host', '127.0.0.1:4910', 'Origin', 'null']],
    ['a file', ['Host', '127.0.0.1:4910', 'Origin', 'file://']],
    ['an extension', ['Host', '127.0.0.1:4910', 'Origin', 'chrome-extension://abc']],
    ['our address over https', ['Host', '127.0.0.1:4910', 'Origin', 'https://127.0.0.1:4910']],
    ['another spelling than the host', ['Host', '127.0.0.1:4910', 'Origin', 'http://localhost:4910']],
    ['two origins, one of them ours', ['Host', '127.0.0.1:4910', 'Origin', 'http://127.0.0.1:4910', 'Origin', 'https://evil.example.com']],
  ])('turns away %s', (_, headers) => {
    expect(asks(...headers)).toBe(false);
  });

  it.each(['127.0.0.1:4910', 'localhost:4910', '[::1]:4910'])('lets %s in, with its own origin or none', (host) => {
    expect(asks('Host', host)).toBe(true);
    expect(asks('Host', host, 'Origin', `http://${host}`)).toBe(true);
  });
});
