import type { ApprovalQueue } from '../approvals/approval-queue.ts';
import type { Api } from './api.ts';

export function approvalsApi(queue: ApprovalQueue): Pick<Api, 'approvals.list' | 'approvals.decide'> {
  return {
    'approvals.list': () => [...queue.list()],
    'approvals.decide': ({ id, answer }) => {
      queue.decide(id, answer);
      return {};
    },
  };
}
