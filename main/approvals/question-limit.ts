/** Milliseconds over which questions are counted. */
const windowMs = 300_000;
const mostInWindow = 20;

/** How often one server may ask through one app. It remembers nobody who has been quiet for a while. */
export class QuestionLimit {
  readonly #asked = new Map<string, readonly number[]>();

  /** Counts a question. False: it is one too many. */
  take(app: string | null, server: string): boolean {
    const now = Date.now();
    this.#forget(now - windowMs);
    const key = JSON.stringify([app, server]);
    const times = this.#asked.get(key) ?? [];
    if (times.length >= mostInWindow) return false;
    this.#asked.set(key, [...times, now]);
    return true;
  }

  #forget(before: number): void {
    for (const [key, times] of this.#asked) {
      const recent = times.filter((time) => time > before);
      if (recent.length === 0) this.#asked.delete(key);
      else this.#asked.set(key, recent);
    }
  }
}
