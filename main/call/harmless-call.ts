import type { CatalogTool } from '../catalog/tool.ts';
import { fieldsOf } from '../lib/json-record.ts';
import type { Caller } from '../protocol/caller.ts';
import { JsonRpcError, methodNotFound } from '../wire/error-numbers.ts';

/** What is most likely to answer at once and say something. */
const telling = /^(?:get_?)?(?:status|version|info|whoami|me|ping|health|current|list|read)/i;

/** What answers with something that need not be shown for a trial. */
const confidential = /env|secret|token|password|credential|key|cookie/i;

/** The tool to try a server with, of those that only read. Null: there is none. */
export function harmlessTool(tools: readonly CatalogTool[]): CatalogTool | null {
  const open = tools.filter(({ definition }) => !confidential.test(definition.name));
  return open.find(({ definition }) => telling.test(definition.name)) ?? open[0] ?? null;
}

/** Whether its schema asks for no argument, also where the schema is none that Patchbay checks. */
export function needsNothing({ definition }: CatalogTool): boolean {
  const { required } = fieldsOf(definition['inputSchema']);
  return !Array.isArray(required) || required.length === 0;
}

/** The built-in app `cli` as the person’s own trial: nobody is there to answer what the server might ask. */
export const testCaller: Caller = {
  app: 'cli',
  session: 'servers.test',
  era: 'legacy',
  capabilities: {},
  logLevel: null,
  ask: ({ method }) => Promise.reject(new JsonRpcError(methodNotFound, `The command line has no method ${method}.`)),
  notify: () => undefined,
};
