import type { JsonObject } from '../wire/frame.ts';
import type { AppRequest, Desk } from './app-request.ts';

/** What an app asks about its tasks, of either era: they belong to the app, and not to this session. */
export function askAboutTask({ method, params, caller, signal, onProgress }: AppRequest, { around }: Desk): Promise<JsonObject> {
  return around.tasks({ method, params, caller, signal, ...(onProgress && { onProgress }) });
}
