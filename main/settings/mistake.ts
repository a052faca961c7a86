/** A fault of meaning: the shape may be right, but what it says can't be done. */
export interface Mistake {
  readonly path: readonly PropertyKey[];
  readonly at: 'key' | 'value';
  readonly message: string;
}
