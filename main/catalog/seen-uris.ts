const defaultSize = 2_000;

/** The URIs that one session got in results though no server lists them, with the server they came from. The oldest are forgotten first. */
export class SeenUris {
  readonly #size: number;
  readonly #servers = new Map<string, string>();

  constructor(size: number = defaultSize) {
    this.#size = size;
  }

  /** The server that the URI belongs to from now on: the first that used it. */
  claim(uri: string, server: string): string {
    const owner = this.#servers.get(uri) ?? server;
    this.#servers.delete(uri);
    this.#servers.set(uri, owner);
    const [oldest] = this.#servers.keys();
    if (this.#servers.size > this.#size && oldest !== undefined) this.#servers.delete(oldest);
    return owner;
  }

  serverOf(uri: string): string | undefined {
    return this.#servers.get(uri);
  }
}
