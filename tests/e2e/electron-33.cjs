/**
 * Makes an Electron 33 (Node 20, Node-API 9) able to run Patchbay, which is made for a newer one. For tests alone, loaded with `-r`
 * before the program: better-sqlite3 becomes the API-compatible `libsql`, and the disposal stacks that this V8 doesn't have are added.
 */
const { Module } = require('node:module');

const sqlite = require.resolve('better-sqlite3');
const substitute = new Module(sqlite);
substitute.exports = require('libsql');
substitute.loaded = true;
require.cache[sqlite] = substitute;

/** What the standard's stacks do, as far as Patchbay uses them. */
class Stack {
  #ends = [];
  #disposed = false;

  get disposed() {
    return this.#disposed;
  }

  use(resource) {
    this.assertOpen();
    if (resource !== null && resource !== undefined) this.#ends.push(this.endOf(resource));
    return resource;
  }

  adopt(value, end) {
    this.defer(() => end(value));
    return value;
  }

  defer(end) {
    this.assertOpen();
    this.#ends.push(end);
  }

  move() {
    this.assertOpen();
    const moved = new this.constructor();
    for (const end of this.takeEnds().reverse()) moved.defer(end);
    return moved;
  }

  /** Newest first. */
  takeEnds() {
    this.#disposed = true;
    return this.#ends.splice(0).reverse();
  }

  assertOpen() {
    if (this.#disposed) throw new ReferenceError('The stack was disposed of.');
  }
}

class DisposableStack extends Stack {
  endOf(resource) {
    return () => resource[Symbol.dispose]();
  }

  dispose() {
    const errors = [];
    for (const end of this.takeEnds()) {
      try {
        end();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors.at(-1);
  }

  [Symbol.dispose]() {
    this.dispose();
  }
}

class AsyncDisposableStack extends Stack {
  endOf(resource) {
    return () => (resource[Symbol.asyncDispose] ?? resource[Symbol.dispose]).call(resource);
  }

  async disposeAsync() {
    const errors = [];
    for (const end of this.takeEnds()) {
      try {
        await end();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors.at(-1);
  }

  [Symbol.asyncDispose]() {
    return this.disposeAsync();
  }
}

globalThis.DisposableStack ??= DisposableStack;
globalThis.AsyncDisposableStack ??= AsyncDisposableStack;
