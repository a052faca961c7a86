/** A call didn't reach the core. What the browser or Electron says of that is in `cause`; it means nothing to a person. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super('Patchbay isn’t answering. Start it again if it was quit.', { cause });
  }
}
