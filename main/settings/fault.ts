/** Something in config.yaml that keeps it from applying. Lines and columns count from 1. */
export interface Fault {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Says what to do. */
  readonly message: string;
}

export function formatFault({ file, line, column, message }: Fault): string {
  return `${file}:${line}:${column} ${message}`;
}
