import { JsonRpcError, methodNotFound } from '../wire/error-numbers.ts';
import { missingEnvelope } from '../protocol/request-envelope.ts';
import type { Era } from '../protocol/versions.ts';
import type { Route } from './app-request.ts';
import { callTool } from './call-tool.ts';
import { complete, forwardUnknown, getPrompt, readResource } from './forwarded.ts';
import { discover, initialize } from './greeting.ts';
import { askAboutTask } from './tasks.ts';
import { listen } from './listen.ts';
import { listPrompts, listResources, listTemplates, listTools } from './listing.ts';
import { setLogLevel, subscribe, unsubscribe } from './subscribe.ts';

type Routes = ReadonlyMap<string, Route>;

const ofBothEras: readonly (readonly [string, Route])[] = [
  ['tools/list', listTools],
  ['tools/call', callTool],
  ['prompts/list', listPrompts],
  ['prompts/get', getPrompt],
  ['resources/list', listResources],
  ['resources/templates/list', listTemplates],
  ['resources/read', readResource],
  ['completion/complete', complete],
  ...['tasks/get', 'tasks/result', 'tasks/update', 'tasks/cancel', 'tasks/list'].map((method) => [method, askAboutTask] as const),
];

/** An app that only tries whether we are modern: silence would stall two big clients by 3 and 10 seconds (clients.md §1). */
const withoutEnvelope: Route = () => Promise.reject(missingEnvelope());
const removed: Route = ({ method }) => Promise.reject(new JsonRpcError(methodNotFound, `Method not found: ${method}`));

const legacyRoutes: Routes = new Map([
  ...ofBothEras,
  ['initialize', initialize],
  ['ping', () => Promise.resolve({})],
  ['resources/subscribe', subscribe],
  ['resources/unsubscribe', unsubscribe],
  ['logging/setLevel', setLogLevel],
  ['server/discover', withoutEnvelope],
  ['subscriptions/listen', withoutEnvelope],
]);

const modernRoutes: Routes = new Map([
  ...ofBothEras,
  ['server/discover', discover],
  ['subscriptions/listen', listen],
  ...['initialize', 'ping', 'logging/setLevel', 'resources/subscribe', 'resources/unsubscribe'].map((method) => [method, removed] as const),
]);

/** What a legacy app may ask before it said hello. */
export const beforeHello: ReadonlySet<string> = new Set(['initialize', 'ping', 'server/discover', 'subscriptions/listen']);

/** Who answers a method. One that nobody here knows goes to the app's server, where it has only one. */
export function routeOf(method: string, era: Era): Route {
  return (era === 'modern' ? modernRoutes : legacyRoutes).get(method) ?? forwardUnknown;
}
