import type { Check, Run, Status } from './suite.ts';

/** A check that doesn't end as it does without anything in between. */
export interface CheckDifference {
  readonly scenario: string;
  readonly check: string;
  readonly direct: Status | 'not there';
  readonly through: Status | 'not there';
  readonly message: string;
}

/** Every check of two runs that ends in different ways. */
export function difference(direct: Run, through: Run): CheckDifference[] {
  const named = ({ scenario, key }: Check) => `${scenario}\n${key}`;
  const before = new Map(direct.checks.map((check) => [named(check), check]));
  const after = new Map(through.checks.map((check) => [named(check), check]));
  const all = [...new Map([...before, ...after])];
  return all.flatMap(([name, { scenario, key }]) => {
    const [a, b] = [before.get(name) ?? missing, after.get(name) ?? missing];
    if (a.status === b.status) return [];
    return [{ scenario, check: key, direct: a.status, through: b.status, message: b.message }];
  });
}

const missing = { status: 'not there', message: '' } as const;

/** An answer that differs, although it was asked for in the same way. */
export interface AnswerDifference {
  readonly scenario: string;
  readonly to: string;
  readonly direct: string;
  readonly through: string;
}

/**
 * Every answer about a tool, a prompt or a resource that differs between two runs. A check may be content with an error that says "tool not
 * found"; the answer is not the same.
 */
export function answerDifference(direct: Run, through: Run): AnswerDifference[] {
  return direct.conversations.flatMap(({ scenario, answers }) => {
    const others = through.conversations.find((conversation) => conversation.scenario === scenario)?.answers ?? [];
    return Array.from({ length: Math.max(answers.length, others.length) }, (_, index) => {
      const [a, b] = [answers[index], others[index]];
      return { scenario, to: a?.to ?? b?.to ?? '', direct: a?.messages ?? '', through: b?.messages ?? '' };
    }).filter((answer) => answer.direct !== answer.through);
  });
}

/** The scenarios whose checks all end as they do directly, but on other answers: they prove nothing and don't count. */
export function vacuous(direct: Run, through: Run): string[] {
  const differing = new Set(difference(direct, through).map(({ scenario }) => scenario));
  const answered = new Set(answerDifference(direct, through).map(({ scenario }) => scenario));
  return [...answered].filter((scenario) => !differing.has(scenario));
}

/** The one scenario that ends otherwise behind the HTTP endpoint, and why. Its answers, which come on another stream then, don't compare. */
export const exception = {
  scenario: 'server-sse-polling',
  check: 'server-sse-disconnect-resume (ServerDisconnectResume)',
  why: 'Whatever a server does with the stream of a call, Patchbay keeps its own to the app open until the answer is there: there is nothing to take up. For the suite that is information, and it counts this scenario at no revision.',
  isBehind: (way: string): boolean => way.startsWith('HTTP endpoint'),
} as const;
