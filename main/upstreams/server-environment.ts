const inheritedNames = new Set(['PATH', 'HOME', 'LANG', 'TMPDIR', 'USER', 'LOGNAME', 'SHELL', 'TERM']);
const inheritedPrefixes = ['LC_', 'XDG_'];
const inheritedOnWindows = new Set([
  ...[
    'PATH',
    'PATHEXT',
    'COMSPEC',
    'SYSTEMROOT',
    'SYSTEMDRIVE',
    'WINDIR',
    'TEMP',
    'TMP',
    'USERPROFILE',
    'USERNAME',
    'HOMEDRIVE',
    'HOMEPATH',
  ],
  ...['APPDATA', 'LOCALAPPDATA', 'PROGRAMDATA', 'PROGRAMFILES', 'PROGRAMFILES(X86)', 'PROCESSOR_ARCHITECTURE', 'NUMBER_OF_PROCESSORS'],
]);

/**
 * What a server's process gets: a short list of what programs need to work, and what config.yaml says. Everything else stays
 * here, Patchbay's own keys and other servers' tokens above all.
 */
export function serverEnvironment(own: NodeJS.ProcessEnv, configured: Readonly<Record<string, string>>): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(own)) {
    if (value !== undefined && isInherited(name)) environment[name] = value;
  }
  return { ...environment, ...configured };
}

function isInherited(name: string): boolean {
  if (process.platform === 'win32') return inheritedOnWindows.has(name.toUpperCase());
  return inheritedNames.has(name) || inheritedPrefixes.some((prefix) => name.startsWith(prefix));
}
