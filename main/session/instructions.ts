/** Characters that one server may say, and all together: what is said here is in every conversation of the app. */
const mostOfServer = 2_000;
const mostInAll = 8_000;

export interface InstructionParts {
  /** Patchbay's own. */
  readonly own: string;
  /** Those that the app sees, in order. */
  readonly servers: readonly string[];
  /** As the server last said; null: nothing. */
  readonly of: (server: string) => string | null;
}

/** What an app is told to tell its model: how Patchbay is used, and what each of its servers says of itself, under its name. */
export function instructionsFor({ own, servers, of }: InstructionParts): string {
  let text = own;
  for (const server of servers) {
    const said = of(server)?.trim() ?? '';
    const part = said === '' ? '' : `\n\nOf the server “${server}”: ${shortened(said)}`;
    if (text.length + part.length <= mostInAll) text += part;
  }
  return text;
}

function shortened(text: string): string {
  return text.length > mostOfServer ? `${text.slice(0, mostOfServer - 1).toWellFormed()}…` : text;
}
