/** What stands in a value for something that only the person knows. */
export type Hole =
  /** VS Code asks for it; what it says about it stands beside the server. */
  | { readonly kind: 'input'; readonly id: string }
  /** Taken from the environment where it is there. */
  | { readonly kind: 'variable'; readonly name: string; readonly fallback: string | null }
  | { readonly kind: 'home' }
  | { readonly kind: 'separator' }
  /** A folder or a file that is another one on every computer. */
  | { readonly kind: 'path'; readonly text: string }
  /** `<YOUR_TOKEN>`, `your-api-key`, `sk-…`. */
  | { readonly kind: 'example'; readonly text: string };

const variable = String.raw`\$\{(?:env[:.])?(?<variable>[A-Za-z_]\w{0,127})(?::-(?<fallback>[^}]{0,512}))?\}`;
const path = String.raw`(?<path>(?:[A-Za-z]:)?[\\/]{1,2}(?:absolute[\\/]|full[\\/]|your[\\/])?path[\\/]{1,2}to(?:[\\/][^\s,:;"'<>]*)?|^(?:\.?[\\/])?path[\\/]to[\\/][^\s,:;"'<>]*|(?:[A-Za-z]:)?[\\/]{1,2}(?:Users|home)[\\/]{1,2}(?:username|user|yourname|your[-_]?(?:user(?:name)?|name)|you|me|<[^<>]{1,40}>|\[[\w -]{1,40}\])(?:[\\/][^\s,:;"'<>]*)?(?![\w]))`;

/** In the order in which they are tried at each place. */
const holes = new RegExp(
  [
    String.raw`\$\{input:(?<input>[\w.-]{1,128})\}`,
    String.raw`\$\{\{\s*(?<secret>[\w.]{1,128})\s*\}\}`,
    String.raw`(?<home>\$\{(?:userHome|HOME|USERPROFILE|env:HOME|env:USERPROFILE)\}|\$HOME\b|%USERPROFILE%|^~(?=[\\/]|$))`,
    String.raw`(?<separator>\$\{(?:pathSeparator|/)\})`,
    String.raw`(?<workspace>\$\{(?:workspaceFolder|workspaceRoot|workspaceFolderBasename|projectRoot|cwd)(?::[^}]{0,64})?\})`,
    variable,
    String.raw`\{env:(?<opencode>\w{1,128})\}`,
    String.raw`(?<![^\s:=])\$(?<shell>[A-Z_][A-Z0-9_]{1,127})(?![\w{(])`,
    String.raw`^%(?<windows>[A-Z_][A-Z0-9_]{1,127})%$`,
    path,
    String.raw`(?<example>\{\{[^{}]{1,80}\}\}|<[A-Za-z][^<>\r\n]{0,80}>|\[(?:YOUR|INSERT|ENTER)[^\]\r\n]{1,80}\]|\{(?:YOUR|your)[^{}]{1,80}\}|\b[\w.-]{0,24}(?:x{4,}|X{4,}|\*{3,})[\w*-]{0,64}|(?<![A-Za-z])(?:sk|ghp|gho|glpat|pat|xox[a-z]|key|ntn|secret|tvly|fc|Bearer)[-_]\.{2,}|(?<![A-Za-z0-9])(?:your|my|insert|replace|enter|put)[-_ ](?:\w+[-_ ])*?(?:api|key|token|secret|password|id|url|here|me|name|host|domain|email|org|project|credentials?|connection|string|database|username|account|workspace|subdomain|instance|team|site|region|with)[\w-]*(?:[-_ ]here)?|(?<![A-Za-z0-9])(?:\w+[-_])?(?:api[-_]?key|token|secret)[-_]here|(?<![\w-])(?:change[-_]?me|CHANGE_?ME|TODO|placeholder)(?![\w-])|\u2026{1,3}|^\.{3}$)`,
  ].join('|'),
  'gi',
);

/** `postgresql://user:password@host/db` is an example as a whole. */
const exampleLogin = /:\/\/(?:\w*user(?:name)?|admin|root|<[^>]*>):(?:\w*pass(?:word)?|<[^>]*>|secret)@/i;

/** Longer texts are no examples. */
const longestExample = 2_000;

/** What a shell or an interpreter would read as something of its own: its variables, its comparisons, its templates. */
const ownToCode =
  /^(?:\$\{?[A-Za-z_]\w*(?::-[^}]*)?\}?|~|%\w+%|\{\{[^]*|<(?![Yy]our\b|YOUR|[A-Z][A-Z0-9_]+>)[^]*|\*+|…|\.{3}|TODO|todo|placeholder|x+|X+)$/;

/**
 * A text in pieces: as it is, or a hole.
 * @param isCode of a shell or an interpreter: `${VAR}` is its own variable there, and what stands in angle brackets a comparison.
 */
export function holesIn(text: string, isCode = false): (string | Hole)[] {
  if (text.length > longestExample) return [text];
  if (!isCode && exampleLogin.test(text)) return [{ kind: 'example', text }];
  const found: (string | Hole)[] = [];
  let end = 0;
  const matches = [...text.matchAll(holes)].filter(([whole]) => !isCode || !ownToCode.test(whole));
  for (const match of matches) {
    if (match.index > end) found.push(text.slice(end, match.index));
    found.push(holeOf(match[0], match.groups ?? {}));
    end = match.index + match[0].length;
  }
  return end < text.length || found.length === 0 ? [...found, text.slice(end)] : found;
}

function holeOf(text: string, groups: Readonly<Record<string, string | undefined>>): Hole {
  const { input, secret } = groups;
  if (input !== undefined) return { kind: 'input', id: input };
  if (secret !== undefined) return { kind: 'example', text: secret.replace(/^secrets\./i, '') };
  if (groups['home'] !== undefined) return { kind: 'home' };
  if (groups['separator'] !== undefined) return { kind: 'separator' };
  if (groups['workspace'] !== undefined || groups['path'] !== undefined) return { kind: 'path', text };
  const name = ['variable', 'opencode', 'shell', 'windows'].map((group) => groups[group]).find((found) => found !== undefined);
  return name === undefined ? { kind: 'example', text } : { kind: 'variable', name, fallback: groups['fallback'] ?? null };
}
