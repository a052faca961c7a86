/** Tells everybody who listens about a new state. Broadcasts announce; they never drive control flow. */
export class Broadcast<Value> {
  readonly #listeners = new Set<(value: Value) => void>();

  /** Returns the end of the subscription. */
  subscribe(listener: (value: Value) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  emit(value: Value): void {
    for (const listener of [...this.#listeners]) listener(value);
  }
}
