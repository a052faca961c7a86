import { isElicitation, type Question } from '../../../contract/elicitations.ts';
import { NamedError } from '../../../contract/errors.ts';
import type { Approval, ApprovalAnswer } from '../../../contract/models.ts';
import { exitCodes } from '../exit-code.ts';
import { asOwner, type Command, type Invocation } from '../invocation.ts';
import { localTime } from '../output.ts';
import { describeElicitation } from './answer.ts';
import { requireTerminal } from './require-terminal.ts';

export const listApprovals: Command = async (invocation) => {
  const waiting: Question[] = await asOwner(invocation, async (client) => [
    ...(await client.call('approvals.list', {})),
    ...(await client.call('elicitations.list', {})),
  ]);
  invocation.output.result(waiting, () => (waiting.length === 0 ? ['Nothing waits for an answer.'] : waiting.flatMap(describe)));
  return exitCodes.done;
};

export function approve(id: string, isAlways: boolean): Command {
  return (invocation) => answer(invocation, id, isAlways ? 'always' : 'once');
}

export function deny(id: string): Command {
  return (invocation) => answer(invocation, id, 'deny');
}

async function answer(invocation: Invocation, id: string, given: ApprovalAnswer): Promise<typeof exitCodes.done> {
  requireTerminal(invocation);
  const approval = await asOwner(invocation, async (client) => {
    const found = (await client.call('approvals.list', {})).find((waiting) => waiting.id === id);
    if (found === undefined) throw new NamedError('not_found', `No question ${id} waits: see "patchbay approvals" for those that do.`);
    await client.call('approvals.decide', { id, answer: given });
    return found;
  });
  invocation.output.result({ id, answer: given }, () => [outcomeOf(approval, given)]);
  return exitCodes.done;
}

function outcomeOf(approval: Approval, given: ApprovalAnswer): string {
  const subject = subjectOf(approval);
  if (given === 'deny') return `Denied: ${subject}.`;
  return given === 'always' ? `Allowed from now on: ${approval.alwaysCovers ?? subject}` : `Allowed once: ${subject}.`;
}

export function subjectOf({ kind, app, server, tool }: Approval): string {
  if (kind === 'server') return `running the command of the server ${server}`;
  return `${server}.${tool ?? '?'} for ${app ?? 'an app'}`;
}

function describe(question: Question): string[] {
  return isElicitation(question) ? describeElicitation(question) : describeApproval(question);
}

function describeApproval(approval: Approval): string[] {
  const { id, risk, riskReason, claim, alwaysCovers, requestedAt, expiresAt, argumentsText } = approval;
  const ends = expiresAt === null ? 'it waits until you answer' : `no answer by ${localTime(expiresAt)} means no`;
  return [
    `${id}  ${subjectOf(approval)}`,
    `  Asked     ${localTime(requestedAt)}; ${ends}`,
    `  Risk      ${risk ?? 'unknown'}: ${riskReason}`,
    ...(claim === null ? [] : [`  It claims ${claim.replace(/\s+/g, ' ')}`]),
    ...(alwaysCovers === null ? [] : [`  --always  ${alwaysCovers}`]),
    ...argumentsText.split('\n').map((line) => `  | ${line}`),
    '',
  ];
}
