import { type Draft, plainText, type StdioTarget, type Value, valuesOf } from './draft.ts';
import { baseName, type Program, programIn, programOf } from './program.ts';
import { soundsSecret } from './secrets.ts';
import { whatRuns } from './what-runs.ts';

/** What this computer says about a command. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly exists: (path: string) => boolean;
}

/** What is risky about a server, or will keep it from working here, as sentences for a person. */
export function risksOf(draft: Draft, machine: Machine): string[] {
  const { target } = draft;
  if (target.kind === 'builtin') return [];
  if (target.kind === 'http') return addressRisks(shownText(target.url));
  const program = programOf(draft);
  return program === null
    ? []
    : [
        ...programRisks(program),
        ...wordRisks(target),
        ...unsetVariables(draft, target),
        ...secretRisks(draft),
        ...machineRisks(target, machine),
      ];
}

/** What stands in the place of a secret or an answer is no part of a host. */
function addressRisks(url: string): string[] {
  if (!URL.canParse(url)) return [];
  const { protocol, hostname } = new URL(url);
  const isHere = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
  return [
    ...((protocol === 'http:' || protocol === 'ws:') && !isHere
      ? ['The connection isn’t encrypted: others in the network can read along, and change what is said.']
      : []),
    ...(/(?:^|\.)xn--/.test(hostname) ? [`Its name has letters that may look like others: it is really ${hostname}.`] : []),
  ];
}

const sources: Readonly<Record<Program['source'], string>> = {
  npm: 'npm',
  pypi: 'PyPI',
  container: 'its registry',
  nuget: 'NuGet',
  program: '',
};

function programRisks(program: Program): string[] {
  if (program.source === 'container') return [...unpinned(program), ...containerRisks(program)];
  if (program.source !== 'program') return unpinned(program);
  const name = baseName(program.name);
  if (name === 'curl' || name === 'wget') return ['It only downloads something: that is no server.'];
  if (name === 'sudo' || name === 'doas' || name === 'su') return ['It runs with the rights of the administrator.'];
  return isShell(name) ? ['It runs a shell, which can do anything that its text says.'] : [];
}

function unpinned(program: Program): string[] {
  if (program.version !== null && !/^[\^~><]/.test(program.version)) return [];
  if (/^(?:[./~]|[A-Za-z]:|git\+|https?:|github:)/.test(program.name))
    return ['It runs code from a place where nobody publishes versions.'];
  return [`No version is pinned: each start may bring a newer ${program.name} from ${sources[program.source]}.`];
}

function containerRisks({ options }: Program): string[] {
  const text = options.map((word) => word ?? '').join('\n');
  return [
    ...(/^--privileged(?:=true)?$|^--cap-add(?:=|\n)(?:ALL|SYS_ADMIN)/m.test(text)
      ? ['Its container has the rights of the administrator of this computer.']
      : []),
    ...(/docker\.sock/.test(text) ? ['It is given the control over Docker, and with it over this computer.'] : []),
    ...(/^(?:-v|--volume|--mount)(?:=|$)/m.test(text) ? ['Its container sees folders of this computer.'] : []),
    ...(/^--(?:network|net)(?:=|\n)host$/m.test(text) ? ['Its container shares the network of this computer.'] : []),
  ];
}

function isShell(name: string): boolean {
  return /^(?:(?:ba|z|da|fi|k|c|tc)?sh|cmd|powershell|pwsh|wsl)$/.test(name);
}

/** What a text says that somebody would run by a shell, and programs that install another. */
function wordRisks({ command, args }: StdioTarget): string[] {
  const words = [command, ...args].map(shownText);
  const text = words.join(' ');
  return [
    ...(words.slice(1).some((word) => /\bsudo\s/.test(word)) ? ['It runs with the rights of the administrator.'] : []),
    ...(/\b(?:curl|wget|iwr|irm|Invoke-WebRequest)\b.{0,500}[|;&]/is.test(text) ? ['It downloads a program and runs it, unseen.'] : []),
    ...(/@smithery\/cli|\bmcp-get\b|\badd-mcp\b|\binstall-mcp\b/.test(text)
      ? ['It isn’t a server itself: it downloads one, or changes the settings of other apps.']
      : []),
    ...(/\bmcp-remote(?:@|$|\s)/.test(text)
      ? ['mcp-remote only passes on to an address: Patchbay can connect to that address by itself.']
      : []),
    ...(words.slice(1).some((word) => /^--(?:allow-all|dangerously-\S+|no-sandbox|yolo)$/.test(word))
      ? ['It switches off a protection of its own.']
      : []),
  ];
}

/** Characters; what comes after is not looked at. */
const longestCode = 20_000;

/** Servers get few variables of this computer's environment: keys that an app's own environment held are not among them. */
function unsetVariables(draft: Draft, { env }: StdioTarget): string[] {
  const texts = [...whatRuns(draft)].flatMap(([value, runAs]) => (runAs === 'code' ? [shownText(value).slice(0, longestCode)] : []));
  const named = texts.flatMap((text) =>
    [...text.matchAll(/(?:\$\{?(?:env:)?|%|process\.env\.)([A-Za-z_]\w{1,127})/g)].flatMap(([, name = '']) =>
      soundsSecret(name) && !env.has(name) && !text.includes(`${name}=`) ? [name] : [],
    ),
  );
  return [...new Set(named)]
    .slice(0, 5)
    .map((name) => `Its text uses ${name}, which it isn’t given: name it among the server’s variables if it is needed.`);
}

function shownText({ pieces }: Value): string {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : '…')).join('');
}

function secretRisks(draft: Draft): string[] {
  const isSecretArgument = valuesOf(draft).some(
    ({ value, place }) =>
      place.kind === 'argument' &&
      value.pieces.some(
        (piece) =>
          typeof piece === 'object' && ('hidden' in piece || draft.questions.some(({ key, secret }) => secret && key === piece.ask)),
      ),
  );
  return isSecretArgument ? ['A secret stands in its command line, where other programs of this computer can read it while it runs.'] : [];
}

function machineRisks({ command, args }: StdioTarget, { platform, exists }: Machine): string[] {
  const words = [command, ...args].map((value) => plainText(value) ?? '');
  const [first = ''] = words;
  const isWindowsShell = baseName(first) === 'cmd' && /^\/[ck]$/i.test(words[1] ?? '');
  const missing = missingPaths(words, { platform, exists });
  return [
    ...(isWindowsShell && platform !== 'win32'
      ? [
          `It starts Windows’ command prompt, which isn’t here: use ${programIn(words).source === 'npm' ? 'npx' : 'the command'} without it.`,
        ]
      : []),
    ...missing.map((path) => `${path} isn’t on this computer.`),
  ];
}

/** Paths to programs and scripts; folders that are passed on may come later. */
function missingPaths(words: readonly string[], { platform, exists }: Machine): string[] {
  const [command = '', ...args] = words;
  const script = args.find((word) => !word.startsWith('-'));
  const candidates = [command, ...(script !== undefined && /\.(?:[cm]?js|ts|py|jar|dll|exe)$/i.test(script) ? [script] : [])];
  return candidates.filter((path) => isAbsolute(path) && (isWindowsPath(path) !== (platform === 'win32') || !exists(path)));
}

function isAbsolute(path: string): boolean {
  return path.startsWith('/') || isWindowsPath(path);
}

function isWindowsPath(path: string): boolean {
  return /^[A-Za-z]:[\\/]/.test(path);
}
