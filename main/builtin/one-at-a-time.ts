/** Does one thing after the other, in the order in which they were asked for, whatever becomes of those before. */
export class OneAtATime {
  #last: Promise<unknown> = Promise.resolve();

  run<Value>(act: () => Promise<Value>): Promise<Value> {
    const turn = this.#last.then(act, act);
    this.#last = turn;
    return turn;
  }
}
