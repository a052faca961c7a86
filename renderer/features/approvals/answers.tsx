import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { Approval, ApprovalAnswer } from '../../../contract/models.ts';
import { useLinkState } from '../../api/context.tsx';
import { Button } from '../../ui/button.tsx';
import { UntrustedText } from '../../ui/untrusted-text.tsx';
import { waitingLook } from './waiting-look.ts';

interface AnswersProps {
  readonly approval: Approval;
  readonly armed: boolean;
  readonly pending: ApprovalAnswer | null;
  readonly onAnswer: (answer: ApprovalAnswer) => void;
}

/**
 * The answers. Deny comes first and has the focus. Before the question is armed nothing answers it, and Enter never says yes: a yes
 * from the keyboard is the space bar on its own button.
 */
export function Answers({ approval, armed, pending, onAnswer }: AnswersProps) {
  const [enterTried, setEnterTried] = useState(false);
  const deny = useRef<HTMLButtonElement>(null);
  const lost = useLinkState() === 'lost';
  useEffect(() => deny.current?.focus({ preventScroll: true }), []);
  const ready = armed && !lost && pending === null;
  const answer = (chosen: ApprovalAnswer) => {
    if (ready) onAnswer(chosen);
  };
  const allow = (chosen: ApprovalAnswer, label: string) => (
    <AllowButton label={label} ready={ready} busy={pending === chosen} onAllow={() => answer(chosen)} onEnter={() => setEnterTried(true)} />
  );
  return (
    <div className="space-y-2">
      <fieldset aria-label="Your answer" className="grid min-w-0 grid-cols-2 gap-2">
        <Button
          ref={deny}
          tone="primary"
          aria-disabled={!ready}
          busy={pending === 'deny'}
          className={`focus:outline-2 focus:outline-offset-2 focus:outline-accent ${waitingLook(ready)}`}
          onClick={() => answer('deny')}
        >
          Deny
        </Button>
        {allow('once', approval.kind === 'call' ? 'Allow once' : 'Allow')}
        {approval.kind === 'call' ? allow('session', 'Allow for this session') : null}
        {approval.alwaysCovers === null ? null : allow('always', 'Always allow …')}
      </fieldset>
      <Footnote approval={approval} enterTried={enterTried} />
    </div>
  );
}

interface AllowButtonProps {
  readonly label: string;
  readonly ready: boolean;
  readonly busy: boolean;
  readonly onAllow: () => void;
  readonly onEnter: () => void;
}

function AllowButton({ label, ready, busy, onAllow, onEnter }: AllowButtonProps) {
  const refuseEnter = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    onEnter();
  };
  return (
    <Button aria-disabled={!ready} busy={busy} className={waitingLook(ready)} onClick={onAllow} onKeyDown={refuseEnter}>
      {label}
    </Button>
  );
}

function Footnote({ approval, enterTried }: { readonly approval: Approval; readonly enterTried: boolean }) {
  return (
    <div className="text-xs text-ink-soft">
      {approval.alwaysCovers === null ? null : (
        <p className="wrap-anywhere">
          <strong className="font-medium text-ink">Always</strong> covers: <UntrustedText text={approval.alwaysCovers} />
        </p>
      )}
      <output className="block min-h-4.5 font-medium text-warn">
        {enterTried ? 'Enter never allows anything. Press the space bar on the button instead.' : null}
      </output>
    </div>
  );
}
