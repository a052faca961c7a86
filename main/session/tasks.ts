import type { JsonObject } from '../wire/frame.ts';
import { spelledAs } from '../wire/json-text.ts';
import { isObject } from '../wire/parse-frame.ts';
import type { AppRequest, Desk } from './app-request.ts';

/** What an app asks about its tasks, of either era: they belong to the app, and not to this session. */
export function askAboutTask({ method, params, caller, signal, onProgress }: AppRequest, { app, around, seen }: Desk): Promise<JsonObject> {
  const shown = (server: string, answer: JsonObject): JsonObject => around.view(app).forApp(server, answer, seen);
  return around.tasks({
    ...{ method, params, caller, signal, ...(onProgress && { onProgress }) },
    // A modern task that has ended holds its result.
    shown: (server, answer) => withResult(shown(server, answer), (result) => shown(server, result)),
  });
}

function withResult(task: JsonObject, change: (result: JsonObject) => JsonObject): JsonObject {
  const { result } = task;
  const changed = isObject(result) ? change(result) : result;
  return changed === undefined || changed === result ? task : spelledAs({ ...task, result: changed }, task);
}
