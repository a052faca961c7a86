import { serveStatic } from '@hono/node-server/serve-static';
import { type Context, Hono, type Next } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { streamSSE } from 'hono/streaming';
import type { Answer } from '../../contract/contract.ts';
import type { ErrorCode } from '../../contract/errors.ts';
import type { Broker } from '../api/api.ts';
import { dispatch, type ReportFault } from '../api/dispatch.ts';
import { eventStream } from '../api/event-stream.ts';
import type { TokenVerdict, WindowToken } from './token.ts';

const bodyBytesAtMost = 1024 * 1024;
/** Of a bundle, which comes whole: what the contract takes, and the JSON around it. */
const bundleBytesAtMost = 91_000_000;
/** A tunnel to this machine (the remote worker's) may drop a connection that stays silent. */
const sseHeartbeatMs = 25_000;

export interface Routes {
  readonly broker: Broker;
  readonly token: WindowToken;
  /** The built window: dist/renderer. */
  readonly renderer: string;
  readonly report: ReportFault;
  /** Aborts when Patchbay stops: open event streams end. */
  readonly stopped: AbortSignal;
}

/**
 * `POST /api/<method>` with the input as JSON: an `Answer`, with status 200 once the core was asked; a refusal before that carries its
 * own status and the same shape. `GET /api/events`: every event as SSE, named as in the contract, from the current values on.
 * Everything else is the window's own files, which hold no secret and need no token.
 */
export function windowRoutes({ broker, token, renderer, report, stopped }: Routes): Hono {
  const routes = new Hono();
  routes.use('/api/*', async (context, next) => {
    context.header('Cache-Control', 'no-store');
    const verdict = token.judge(context.req.header('authorization'));
    return verdict === 'right' ? next() : unauthorized(context, verdict);
  });
  routes.get('/api/events', (context) => sendEvents(context, broker, stopped));
  routes.use('/api/:method', limited);
  routes.post('/api/:method', async (context) => {
    if (!isJson(context.req.header('content-type'))) return refusal(context, 415, 'invalid_input', 'Send the input as application/json.');
    const input = await bodyOf(context);
    if (input === undefined) return refusal(context, 400, 'invalid_input', 'The body is not JSON.');
    return context.json(await dispatch(broker.api, context.req.param('method'), input.value, report));
  });
  routes.all('/api/*', (context) => refusal(context, 404, 'not_found', 'There is nothing at this address.'));
  routes.use('*', serveStatic({ root: renderer, onFound: (_, context) => context.header('Cache-Control', 'no-cache') }));
  routes.notFound((context) => context.text('There is nothing at this address.', 404));
  routes.onError((error, context) => {
    report(`${context.req.method} ${context.req.path}`, error);
    return refusal(context, 500, 'internal', 'Patchbay could not answer because of a fault of its own; the log says more.');
  });
  return routes;
}

function sendEvents(context: Context, broker: Broker, stopped: AbortSignal): Response {
  return streamSSE(context, async (stream) => {
    const left = new AbortController();
    stream.onAbort(() => left.abort());
    const heartbeat = setInterval(() => void stream.write(': still here\n\n'), sseHeartbeatMs);
    try {
      for await (const { name, value } of eventStream(broker, AbortSignal.any([left.signal, stopped]))) {
        await stream.writeSSE({ event: name, data: JSON.stringify(value) });
      }
    } finally {
      clearInterval(heartbeat);
    }
  });
}

const unauthorizedSentences: Record<Exclude<TokenVerdict, 'right'>, string> = {
  missing: 'Open the window with the address that Patchbay printed when it started: it carries the token.',
  wrong: 'This token is not the one of the running Patchbay. Open the address that it printed when it started.',
  throttled: 'Too many wrong tokens. Wait a minute, then open the address that Patchbay printed when it started.',
};

function unauthorized(context: Context, verdict: Exclude<TokenVerdict, 'right'>): Response {
  return refusal(context, verdict === 'throttled' ? 429 : 401, 'forbidden', unauthorizedSentences[verdict]);
}

function limited(context: Context, next: Next) {
  const maxSize = context.req.param('method') === 'imports.bundle' ? bundleBytesAtMost : bodyBytesAtMost;
  const onError = () => refusal(context, 413, 'too_large', `The input is larger than ${maxSize} bytes.`);
  return bodyLimit({ maxSize, onError })(context, next);
}

function refusal(context: Context, status: 400 | 401 | 404 | 413 | 415 | 429 | 500, code: ErrorCode, message: string): Response {
  const answer: Answer = { ok: false, failure: { code, message, data: {} } };
  return context.json(answer, status);
}

function isJson(contentType: string | undefined): boolean {
  return /^application\/json(;|$)/i.test(contentType?.trim() ?? '');
}

/** The parsed body, boxed because `null` is JSON too; undefined where it isn't JSON. */
async function bodyOf(context: Context): Promise<{ value: unknown } | undefined> {
  const text = await context.req.text();
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
