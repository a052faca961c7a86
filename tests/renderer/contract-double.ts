import {
  type EventName,
  type EventValue,
  events,
  type Input,
  type MethodName,
  methods,
  type Output,
  type Parsed,
} from '../../contract/contract.ts';
import { NamedError } from '../../contract/errors.ts';

/** The contract as plain functions: a renamed method or a changed shape breaks the compile here. */
export type Answers = { readonly [Name in MethodName]: (input: Parsed<Name>) => Output<Name> | Promise<Output<Name>> };

export interface RecordedCall {
  readonly method: MethodName;
  readonly input: unknown;
}

type Listener = (name: EventName, value: unknown) => void;

/** Stands in for the core behind the window, and for nothing else. Every value is parsed by the contract on its way in and out. */
export class ContractDouble {
  readonly calls: RecordedCall[] = [];
  readonly #answers: Answers;
  readonly #listeners = new Set<Listener>();
  readonly #current = new Map<EventName, unknown>();

  constructor(answers: Answers) {
    this.#answers = answers;
  }

  /** What was asked of one method, in order. */
  inputsOf<Name extends MethodName>(method: Name): Input<Name>[] {
    // Each call was recorded with what this method's schema parsed.
    return this.calls.filter((call) => call.method === method).map((call) => call.input as Input<Name>);
  }

  async call(method: string, input: unknown) {
    try {
      if (!isMethod(method)) throw new NamedError('not_found', `There is no method called ${method}.`);
      const parsed = methods[method].input.parse(input);
      this.calls.push({ method, input: parsed });
      // A union of functions can't be called with a union of inputs; the schema has just matched the two.
      const answer = this.#answers[method] as (input: unknown) => unknown;
      return { ok: true, value: methods[method].output.parse(await answer(parsed)) };
    } catch (error) {
      const { code, message, data } = error instanceof NamedError ? error : new NamedError('internal', String(error));
      return { ok: false, failure: { code, message, data } };
    }
  }

  emit<Name extends EventName>(name: Name, value: EventValue<Name>): void {
    const parsed = events[name].parse(value);
    if (name !== 'audit.appended') this.#current.set(name, parsed);
    for (const listener of this.#listeners) listener(name, parsed);
  }

  /** Tells the current values first, as the core does. Returns the end of the subscription. */
  subscribe(listener: Listener): () => void {
    for (const [name, value] of this.#current) listener(name, value);
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

function isMethod(name: string): name is MethodName {
  return Object.hasOwn(methods, name);
}
