/** RFC 5424's levels as MCP names them, from the most verbose to the gravest. */
const levels = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency'] as const;

/** What an app that named no level is told when another one made the server talk more than it does by itself. */
export const usualLevel = 'info';

/** The one by which most is told; null where no level that is known is among them. */
export function mostVerbose(wanted: Iterable<string | null>): string | null {
  const ranks = [...wanted].map((level) => rankOf(level)).filter((rank) => rank >= 0);
  return levels[Math.min(...ranks)] ?? null;
}

/** Whether a message of this level is for somebody who wants `wanted` and graver ones. A level that nobody knows is never held back. */
export function isWanted(level: unknown, wanted: string): boolean {
  const rank = rankOf(level);
  return rank < 0 || rank >= rankOf(wanted);
}

function rankOf(level: unknown): number {
  return levels.findIndex((known) => known === level);
}
