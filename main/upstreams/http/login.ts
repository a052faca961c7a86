/** The address without its login and its fragment, and the headers with that login as HTTP's basic one. Names are in small letters. */
export function splitLogin(
  address: string,
  headers: Readonly<Record<string, string>>,
): { readonly url: URL; readonly headers: Readonly<Record<string, string>> } {
  const url = new URL(address);
  const login = loginOf(url);
  url.username = '';
  url.password = '';
  url.hash = '';
  const given = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return { url, headers: { ...login, ...Object.fromEntries(given) } };
}

function loginOf({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {};
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(login).toString('base64')}` };
}
