const longestAddress = 8_192;

/** Letters, digits, hyphens, dots and underscores, or an IPv6 address: `URL` lets more pass as a host than any name may have. */
const hostName = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])$/;

/**
 * An address from outside that a person may be sent to, in its canonical spelling: https, or http on this computer, without a user name that
 * poses as the host. Null for anything else (protocol-security-reliability.md §3.1, "Authorization-URL validation").
 */
export function webAddress(text: string): URL | null {
  if (text.length > longestAddress || !URL.canParse(text)) return null;
  const address = new URL(text);
  if (address.username !== '' || address.password !== '' || !hostName.test(address.hostname)) return null;
  return address.protocol === 'https:' || (address.protocol === 'http:' && isLoopback(address.hostname)) ? address : null;
}

/** `URL` has already brought every spelling of an IP address into its one form. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
