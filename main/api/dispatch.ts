import type { z } from 'zod';
import { type Answer, type MethodName, methods } from '../../contract/contract.ts';
import { type ErrorCode, NamedError } from '../../contract/errors.ts';
import type { Api } from './api.ts';

/** Gets every failure that has no name, for the log; the caller is only told that there was one. */
export type ReportFault = (method: string, error: unknown) => void;

/** A handler seen without its method's types: `dispatch` parses what goes in and what comes out under the same name. */
type UntypedHandler = (input: unknown) => unknown;

/**
 * The one way into the core, whatever carried the call. Input and output are parsed against the contract; nothing is ever thrown.
 * An unknown method or wrong input is `invalid_input`; a `NamedError` keeps its code; anything else is `internal` and goes to `report`.
 */
export async function dispatch(api: Api, method: string, input: unknown, report: ReportFault): Promise<Answer> {
  if (!isMethodName(method)) return failed('invalid_input', `Patchbay has no method "${shortened(method)}".`);
  const parsed = methods[method].input.safeParse(input);
  if (!parsed.success) return failed('invalid_input', `${method}: ${faultsOf(parsed.error)}`);
  try {
    // The schema and the handler were looked up under the same name, which the compiler can't follow through the union.
    const handler = api[method] as UntypedHandler;
    return { ok: true, value: methods[method].output.parse(await handler(parsed.data)) };
  } catch (error) {
    if (error instanceof NamedError) return failed(error.code, error.message, error.data);
    report(method, error);
    return failed('internal', 'Patchbay could not do that because of a fault of its own; the log (logs/patchbay.log) says more.');
  }
}

function isMethodName(name: string): name is MethodName {
  return Object.hasOwn(methods, name);
}

function failed(code: ErrorCode, message: string, data: Readonly<Record<string, unknown>> = {}): Answer {
  return { ok: false, failure: { code, message, data: { ...data } } };
}

function faultsOf(error: z.ZodError): string {
  return error.issues.map((issue) => [issue.path.join('.'), issue.message].filter(Boolean).join(': ')).join('; ');
}

/** A caller may send anything as a name: what is repeated to it stays short. */
function shortened(name: string): string {
  return name.length > 80 ? `${name.slice(0, 80)}…` : name;
}
