import type { ServerSettings } from '../settings/settings.ts';

/** What a running server was started with; a change of anything else does not concern it. */
export function executedPart({ mode: _mode, prefix: _prefix, timeoutMs: _timeout, tools: _tools, ...executed }: ServerSettings): object {
  return executed;
}
