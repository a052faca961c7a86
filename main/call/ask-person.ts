import { NamedError } from '../../contract/errors.ts';
import type { ApprovalAnswer } from '../../contract/models.ts';
import type { Ending, Question } from '../approvals/approval-queue.ts';
import { readable, readableJson } from '../approvals/readable.ts';
import type { AnswerScope } from '../approvals/remembered-answers.ts';
import type { CatalogTool } from '../catalog/tool.ts';
import type { CallRequest, CallSurroundings } from './call-request.ts';
import type { CallTrail } from './call-trail.ts';

interface OpenCall {
  readonly request: CallRequest;
  readonly around: CallSurroundings;
  readonly trail: CallTrail;
}

/** Open questions of one app at a time. */
const questionsPerApp = 100;

const approvedAs: Readonly<Record<Exclude<ApprovalAnswer, 'deny'>, string>> = {
  once: 'allowed once',
  session: 'allowed for this session',
  always: 'always allowed',
};

/** Holds the call until the person has said yes. Every other ending is a no, thrown as `approval_denied` or `approval_timeout`. */
export async function askPerson(tool: CatalogTool, scope: AnswerScope, call: OpenCall): Promise<void> {
  const timeout = call.around.approvalTimeout();
  refuseFlood(call);
  await call.trail.asked(timeout);
  const answer = answerOf(await call.around.approvals.ask(questionOf(tool, call), timeout, call.request.signal), timeout);
  await call.trail.approved(approvedAs[answer]);
  if (answer === 'session') call.around.remembered.rememberForSession(call.request.session, scope);
  if (answer === 'always') call.around.remembered.rememberAlways(scope, new Date());
}

/** A person who is asked without end stops reading what they agree to. */
function refuseFlood({ request, around }: OpenCall): void {
  const open = around.approvals.list().filter(({ app }) => app === request.app).length;
  if (open < questionsPerApp) return;
  throw new NamedError('rate_limited', `${open} calls of this app wait for the person already. Wait until they have answered.`);
}

function answerOf(ending: Ending, timeoutMs: number): Exclude<ApprovalAnswer, 'deny'> {
  switch (ending.kind) {
    case 'answered':
      if (ending.answer === 'deny')
        throw new NamedError('approval_denied', 'The person said no. Do not try this call again unless they ask for it.');
      return ending.answer;
    case 'timed-out':
      throw new NamedError('approval_timeout', `Nobody answered within ${Math.round(timeoutMs / 1000)} seconds, so the call was not made.`);
    case 'withdrawn':
      throw new NamedError('approval_denied', 'The app withdrew the call before the person answered, so it was not made.');
    case 'shut-down':
      throw new NamedError('approval_denied', 'Patchbay was quit before the person answered, so the call was not made.');
  }
}

function questionOf(tool: CatalogTool, { request, around }: OpenCall): Question {
  const { risk, reason } = around.risk(tool);
  const { description } = tool.definition;
  return {
    kind: 'call',
    app: request.app,
    server: tool.server,
    tool: readable(tool.definition.name),
    argumentsText: readableJson(request.arguments),
    claim: typeof description === 'string' ? readable(description) : null,
    risk,
    riskReason: reason,
    alwaysCovers: `every call of ${readable(tool.qualifiedName)} by ${request.app}, with any arguments, until the tool or its server's command changes`,
  };
}
