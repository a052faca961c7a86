import { DecoratorHandler, type Dispatcher } from 'undici';

/** A server refused to begin a WebSocket, and said why. */
export interface Refused {
  readonly status: number;
  readonly challenge: string | readonly string[] | undefined;
}

/** Tells of the 401 or 403 that a request was answered with: a WebSocket itself knows only that it didn't begin. */
export function noticing(notice: (refused: Refused) => void): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    const decorated: Dispatcher.DispatchHandler = new DecoratorHandler(handler);
    const start = decorated.onResponseStart?.bind(decorated);
    decorated.onResponseStart = (controller, status, headers, message) => {
      if (status === 401 || status === 403) notice({ status, challenge: headers['www-authenticate'] });
      start?.(controller, status, headers, message);
    };
    return dispatch(options, decorated);
  };
}
