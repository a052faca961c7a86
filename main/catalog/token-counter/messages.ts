/** What goes to the counting worker and what comes back. */

export interface CountQuestion {
  readonly id: number;
  readonly texts: readonly string[];
}

export type CountAnswer =
  | { readonly id: number; readonly counts: readonly number[]; readonly failure: null }
  | { readonly id: number; readonly counts: null; readonly failure: string };
