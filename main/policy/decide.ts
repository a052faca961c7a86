import type { Risk } from '../../contract/models.ts';

export interface CallFacts {
  readonly risk: Risk;
  /** The person's "Pause all tools". */
  readonly paused: boolean;
  /** An answer given before that covers this very tool, app and definition; `round`: this very call, which goes into its next round. */
  readonly remembered: 'session' | 'always' | 'round' | null;
}

export interface Decision {
  readonly outcome: 'allow' | 'ask' | 'deny';
  /** The name of the rule, for the log and for the answer to the app. */
  readonly rule: string;
}

/** The policy of this version: reading runs, everything else asks. Pure, so that it can be replayed over the log. */
export function decide(facts: CallFacts): Decision {
  if (facts.paused) return { outcome: 'deny', rule: 'all tools are paused' };
  if (facts.risk === 'read') return { outcome: 'allow', rule: 'reading runs' };
  const { remembered } = facts;
  if (remembered === 'always') return { outcome: 'allow', rule: 'always allowed by you' };
  if (remembered === 'session') return { outcome: 'allow', rule: 'allowed by you for this session' };
  if (remembered === 'round') return { outcome: 'allow', rule: 'allowed by you in an earlier round' };
  return { outcome: 'ask', rule: 'everything else asks' };
}
