import { Check, Copy } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Button } from './button.tsx';

const shownMs = 2_000;

type Outcome = 'none' | 'copied' | 'failed';

const words: Record<Outcome, string> = { none: 'Copy', copied: 'Copied', failed: 'Select it and copy' };

interface CopyButtonProps {
  readonly text: string;
  readonly label: string;
  /** For a button that comes up as the next thing to do. */
  readonly takesFocus?: boolean;
  readonly onCopied?: () => void;
}

/** Puts text on the clipboard and says so; where the browser refuses, says what to do instead. */
export function CopyButton({ text, label, takesFocus = false, onCopied }: CopyButtonProps) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (takesFocus) button.current?.focus();
  }, [takesFocus]);
  const [outcome, setOutcome] = useState<Outcome>('none');
  useEffect(() => {
    if (outcome === 'none') return;
    const timer = setTimeout(() => setOutcome('none'), shownMs);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => {
        setOutcome('copied');
        onCopied?.();
      },
      () => setOutcome('failed'),
    );
  };
  const Icon = outcome === 'copied' ? Check : Copy;
  return (
    <Button ref={button} onClick={copy} aria-label={outcome === 'none' ? label : words[outcome]}>
      <Icon aria-hidden className="size-3.5" />
      <span aria-live="polite">{words[outcome]}</span>
    </Button>
  );
}
