/** RFC 5424's levels as MCP names them, from the most verbose to the gravest. */
const levels = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency'];

export function isLogLevel(level: unknown): level is string {
  return typeof level === 'string' && levels.includes(level);
}

/** Whether a message of this level is for somebody who wants `wanted` and graver ones. A level that nobody knows is never held back. */
export function isWanted(level: unknown, wanted: string): boolean {
  return !isLogLevel(level) || levels.indexOf(level) >= levels.indexOf(wanted);
}

/** The one by which most is told; null where no level that is known is among them. */
export function mostVerbose(wanted: Iterable<string | null>): string | null {
  const ranks = [...wanted].filter(isLogLevel).map((level) => levels.indexOf(level));
  return levels[Math.min(...ranks)] ?? null;
}
