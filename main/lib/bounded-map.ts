/** What the values may weigh together, in bytes or whatever `of` counts. Asked once for each value. */
export interface Weight<Value> {
  readonly most: number;
  readonly of: (value: Value) => number;
}

/** A map that a stranger can fill: what was put in first goes when it is full, or too heavy. What was put in last always stays. */
export class BoundedMap<Key, Value> {
  readonly #most: number;
  readonly #weight: Weight<Value>;
  readonly #entries = new Map<Key, { readonly value: Value; readonly weight: number }>();
  #total = 0;

  constructor(most: number, weight: Weight<Value> = { most: Number.POSITIVE_INFINITY, of: () => 0 }) {
    this.#most = most;
    this.#weight = weight;
  }

  get(key: Key): Value | undefined {
    return this.#entries.get(key)?.value;
  }

  set(key: Key, value: Value): void {
    this.delete(key);
    const weight = this.#weight.of(value);
    this.#entries.set(key, { value, weight });
    this.#total += weight;
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size === 1 || (this.#entries.size <= this.#most && this.#total <= this.#weight.most)) return;
      this.delete(oldest);
    }
  }

  delete(key: Key): boolean {
    this.#total -= this.#entries.get(key)?.weight ?? 0;
    return this.#entries.delete(key);
  }

  /** Takes out every entry that this holds for. */
  prune(isOver: (value: Value) => boolean): void {
    for (const [key, { value }] of this.#entries) if (isOver(value)) this.delete(key);
  }
}
