/** Which member of a method's params `Mcp-Name` repeats (2026-07-28, transports, "Standard Request Headers"; for tasks SEP-2663). */
export const namedBy: ReadonlyMap<string, string> = new Map([
  ['tools/call', 'name'],
  ['prompts/get', 'name'],
  ['resources/read', 'uri'],
  ['tasks/get', 'taskId'],
  ['tasks/update', 'taskId'],
  ['tasks/cancel', 'taskId'],
]);
