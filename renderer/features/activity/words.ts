import type { AuditRecord, AuditStatus } from '../../../contract/models.ts';

const kinds: Readonly<Record<string, string>> = {
  'call.intent': 'Call begun',
  'call.outcome': 'Call ended',
  'approval.asked': 'You were asked',
  'approval.answered': 'Answered',
  'task.ended': 'Task ended',
  'task.result': 'Result of a task fetched',
  'resource.read': 'Resource read',
  'prompt.get': 'Prompt fetched',
  'request.forwarded': 'Request forwarded',
  'notification.forwarded': 'Notification forwarded',
  'sampling.asked': 'Server used the app’s model',
  'elicitation.asked': 'Server asked for input',
  'elicitation.answered': 'Server’s question to you ended',
  'roots.asked': 'Server asked for the app’s folders',
  'app.asked': 'Server asked the app',
  'audit.doubted': 'The log was doubted',
  'broker.started': 'Patchbay started',
  'broker.paused': 'All tools paused',
  'broker.resumed': 'Tools running again',
  'app.wired': 'App connected',
  'app.unwired': 'App disconnected',
  'app.restored': 'Backup of an app’s file restored',
  'app.drifted': 'App’s file changed behind Patchbay’s back',
  'app.mended': 'Patchbay’s entry put back',
  'app.entry-shown': 'Entry with its key shown for an app',
  'secret.set': 'Secret set',
  'secret.removed': 'Secret removed',
  'sign-in.done': 'Signed in',
  'sign-in.failed': 'Signing in failed',
  'sign-in.ended': 'Signed out',
  'server.trusted': 'Command trusted at the first start',
  'server.added': 'Server added by you',
  'server.asked': 'You were asked about a command',
  'server.agreed': 'You agreed to a command',
  'server.denied': 'You refused a command',
  'server.started': 'Server started by you',
  'server.stopped': 'Server stopped by you',
  'server.removed': 'Server removed by you',
};

/** `server.started` → "Server started": a kind that the window doesn't know yet still reads. */
export function kindInWords(kind: string): string {
  const known = kinds[kind];
  if (known !== undefined) return known;
  const words = kind.replaceAll(/[._-]+/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What a row is about: the tool of a call, else what happened. */
export function subjectOf({ kind, server, tool }: AuditRecord): string {
  if (tool === null) return server === null ? kindInWords(kind) : `${kindInWords(kind)}: ${server}`;
  return server === null || tool.startsWith(`${server}.`) ? tool : `${server}.${tool}`;
}

export const statusWords: Readonly<Record<AuditStatus, string>> = {
  pending: 'Open',
  ok: 'Done',
  error: 'Failed',
  denied: 'Denied',
  interrupted: 'Interrupted',
};

const decisions: Readonly<Record<string, string>> = { allow: 'allowed', ask: 'asked you', deny: 'denied' };

/** "asked you (rule “ask before writing”)"; null where nothing was decided. */
export function decisionInWords({ decision, rule }: Pick<AuditRecord, 'decision' | 'rule'>): string | null {
  if (decision === null) return null;
  const word = decisions[decision] ?? decision;
  return rule === null ? word : `${word} (rule “${rule}”)`;
}

/** Indents JSON text for reading without changing a digit of it; other text is returned as it is. */
export function prettyJson(text: string): string {
  let depth = 0;
  let pretty = '';
  // Each piece is a string, a bracket, a comma, a colon, or what stands between them.
  for (const [piece] of text.matchAll(/"(?:[^"\\]|\\.)*"|\{\s*\}|\[\s*\]|[{}[\],:]|[^\s"{}[\],:]+/g)) {
    if (piece === '}' || piece === ']') pretty += lineBreak(--depth);
    pretty += piece;
    if (piece === '{' || piece === '[') pretty += lineBreak(++depth);
    if (piece === ',') pretty += lineBreak(depth);
    if (piece === ':') pretty += ' ';
  }
  return pretty;
}

function lineBreak(depth: number): string {
  return `\n${'  '.repeat(Math.max(0, depth))}`;
}
