import type { App, Session, WebContents, WebPreferences } from 'electron';

/** Every window's preferences, pinned by a test. The window is a web page that happens to be ours: it gets no more than one. */
export const webPreferences = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  spellcheck: false,
  safeDialogs: true,
} as const satisfies WebPreferences;

export const scheme = 'app';
export const origin = 'app://patchbay';

/** Whether an address is one of the window's own. */
export function isOurs(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, host, username, password } = new URL(address);
  // `origin` of a scheme that the URL standard doesn't know is "null".
  return protocol === `${scheme}:` && host === 'patchbay' && username === '' && password === '';
}

/** Takes from every page, now and later, what the window never needs: leaving, opening, embedding, downloading, permissions, the network. */
export function lockDown(app: App, session: Session): void {
  app.on('web-contents-created', (_, contents) => confine(contents));
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_, answer) => answer({}));
  session.on('will-download', (event) => event.preventDefault());
  // A script that gets into the page through a dependency must not be able to send anything anywhere.
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !isOurs(url) && !url.startsWith('devtools:') }));
}

function confine(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}
