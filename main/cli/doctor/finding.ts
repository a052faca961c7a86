/** One thing that was looked at. */
export interface Finding {
  readonly subject: string;
  readonly isWell: boolean;
  /** What was found; where it isn't well, also what mends it. */
  readonly detail: string;
}

export function well(subject: string, detail: string): Finding {
  return { subject, isWell: true, detail };
}

export function ill(subject: string, detail: string): Finding {
  return { subject, isWell: false, detail };
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
