/** Stands for what is not shown. */
const hidden = '…';

/** Some services put the key into the path. */
const keyInPath = /^(?=.*\d)(?=.*[A-Za-z])[\w~.%+=-]{20,}$/;

/** The address of a remote server without what may be a secret in it: its login, what stands in its query, keys in its path. */
export function shownUrl(address: string): string {
  const url = new URL(address);
  const path = url.pathname.split('/').map((segment) => (keyInPath.test(segment) ? hidden : segment));
  const query = [...url.searchParams.keys()].map((name) => `${name}=${hidden}`);
  return `${url.protocol}//${url.host}${path.join('/')}${query.length === 0 ? '' : `?${query.join('&')}`}`;
}

/** What `shownUrl` leaves out. */
export function secretsInUrl(address: string): string[] {
  const url = new URL(address);
  const path = url.pathname.split('/').filter((segment) => keyInPath.test(segment));
  return [url.username, url.password, ...path, ...url.searchParams.values()].flatMap((secret) => [secret, decoded(secret)]);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not encoded after all.
    return text;
  }
}
