import type { NamedError } from '../../contract/errors.ts';
import type { JsonObject, JsonValue } from '../wire/frame.ts';

/** Where a program finds the named error of a failed call; the model reads the text. */
const errorMetaKey = 'patchbay/error';

/** A refused or failed call as a tool result, because a model reads results and many apps hide protocol errors from it. */
export function toolErrorOf(error: NamedError): JsonObject {
  return {
    isError: true,
    content: [{ type: 'text', text: `${error.code}: ${error.message}` }],
    _meta: { [errorMetaKey]: { code: error.code, ...(error.data as Record<string, JsonValue>) } },
  };
}
