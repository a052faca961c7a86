const key = 'patchbay.token';

type TokenPlace = Pick<Window, 'location' | 'history' | 'sessionStorage'>;

/**
 * Reads the token of `#token=…`, takes it out of the address bar (and so out of the history) and keeps it for this tab.
 * Returns null where there never was one.
 */
export function takeToken({ location, history, sessionStorage }: TokenPlace): string | null {
  const fresh = /^#token=([^&]+)$/.exec(location.hash)?.[1];
  if (fresh === undefined) return sessionStorage.getItem(key);
  const token = decodeURIComponent(fresh);
  sessionStorage.setItem(key, token);
  history.replaceState(null, '', `${location.pathname}${location.search}#/`);
  return token;
}
