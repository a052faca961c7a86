import { readable } from '../approvals/readable.ts';
import { jsonText } from '../wire/json-text.ts';

export interface Sink {
  write(text: string): unknown;
}

/** What a command says: for a person plain aligned text that can't steer the terminal, or with `--json` one JSON value. */
export class Output {
  readonly #out: Sink;
  readonly #err: Sink;
  readonly #isJson: boolean;

  constructor(out: Sink, err: Sink, isJson: boolean) {
    this.#out = out;
    this.#err = err;
    this.#isJson = isJson;
  }

  /** The command's result. `lines` is made only where a person reads it. */
  result(value: unknown, lines: () => readonly string[]): void {
    if (this.#isJson) this.#out.write(`${jsonText(value)}\n`);
    else for (const line of lines()) this.#out.write(`${readable(line)}\n`);
  }

  /** One sentence beside the result: an error, or what the command waits for. */
  say(sentence: string): void {
    this.#err.write(`${readable(sentence).replaceAll('\n', ' ')}\n`);
  }
}

/** Columns as wide as their widest cell; the last one runs free. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const all = [heads, ...rows].map((row) => row.map(oneLine));
  const widths = heads.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  return all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function oneLine(cell: string): string {
  return readable(cell).replace(/\s+/g, ' ');
}

/** A time of the contract as a person in this place reads it. */
export function localTime(iso: string): string {
  const time = new Date(iso);
  const shifted = new Date(time.getTime() - time.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 19).replace('T', ' ');
}
