/** Stands for what is not shown. */
const hidden = '…';

/** Some services put the key into the path. */
const keyInPath = /^(?=.*\d)(?=.*[A-Za-z])[\w~.%+=-]{20,}$/;

/** An ordinary word, a number or a date stands in too many innocent texts. */
const keyInQuery = /^(?:(?=.*\d).{12,}|.{16,})$/s;

/** The address of a remote server without what may be a secret in it: its login, what stands in its query, keys in its path. */
export function shownUrl(address: string): string {
  const url = new URL(address);
  const path = url.pathname.split('/').map((segment) => (keyInPath.test(segment) ? hidden : segment));
  const query = [...url.searchParams.keys()].map((name) => `${name}=${hidden}`);
  return `${url.protocol}//${url.host}${path.join('/')}${query.length === 0 ? '' : `?${query.join('&')}`}`;
}

/**
 * What an address holds that must not be told anywhere: keys in its path, what looks like one in its query, and its login, whose name is a
 * secret only where there is no other.
 */
export function secretsInUrl(address: string): string[] {
  const url = new URL(address);
  const path = url.pathname.split('/').filter((segment) => keyInPath.test(segment));
  const query = [...url.searchParams.values()].filter((value) => keyInQuery.test(value));
  const login = url.password === '' ? url.username : url.password;
  return [login, ...path, ...query].flatMap((secret) => [secret, decoded(secret)]);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not encoded after all.
    return text;
  }
}
