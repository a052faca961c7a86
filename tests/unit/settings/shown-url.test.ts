import { describe, expect, it } from 'vitest';
import { secretsInUrl, shownUrl } from '../../../main/settings/shown-url.ts';

describe('the address of a remote server', () => {
  it.each([
    ['https://docs.example/mcp', 'https://docs.example/mcp'],
    ['https://kim:pass%20word@docs.example:8443/mcp', 'https://docs.example:8443/mcp'],
    ['https://docs.example/mcp?api_key=abcdefgh&region=eu', 'https://docs.example/mcp?api_key=…&region=…'],
    ['https://mcp.example/api/s/NGU2ZTA5YjQtYzM4Mi00/mcp#x', 'https://mcp.example/api/s/…/mcp'],
  ])('%s is shown without its secrets', (address, shown) => {
    expect(shownUrl(address)).toBe(shown);
  });

  it('gives up its secrets, as they are sent and as they are meant', () => {
    const secrets = secretsInUrl('https://kim:pass%20word@a.example/NGU2ZTA5YjQtYzM4Mi00?key=abc%2Fdef012345&as=markdown&v=2025-06-18');
    expect(new Set(secrets)).toEqual(new Set(['pass%20word', 'pass word', 'NGU2ZTA5YjQtYzM4Mi00', 'abc/def012345']));
    expect(secretsInUrl('https://ghp0123456789@a.example/')).toContain('ghp0123456789');
  });
});
