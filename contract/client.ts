import type { Answer, EventName, EventValue, Input, MethodName, Output } from './contract.ts';
import { NamedError } from './errors.ts';

/** One way to carry the contract: Electron IPC, headless HTTP, or the command line's socket. */
export interface Transport {
  call(method: string, input: unknown): Promise<Answer>;
  /** Returns the end of the subscription. */
  subscribe(event: string, listener: (value: unknown) => void): () => void;
}

/** The contract as typed calls. A failure arrives as a `NamedError` with the code that the core gave it. */
export interface Client {
  call<Name extends MethodName>(method: Name, input: Input<Name>): Promise<Output<Name>>;
  subscribe<Name extends EventName>(event: Name, listener: (value: EventValue<Name>) => void): () => void;
}

export function createClient(transport: Transport): Client {
  return {
    async call<Name extends MethodName>(method: Name, input: Input<Name>): Promise<Output<Name>> {
      const answer = await transport.call(method, input);
      if (!answer.ok) throw new NamedError(answer.failure.code, answer.failure.message, answer.failure.data);
      // The core answers with values that it parsed against the same contract.
      return answer.value as Output<Name>;
    },
    subscribe<Name extends EventName>(event: Name, listener: (value: EventValue<Name>) => void) {
      // The core announces values of the contract's own types.
      return transport.subscribe(event, (value) => listener(value as EventValue<Name>));
    },
  };
}
