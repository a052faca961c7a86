import { useMutation } from '@tanstack/react-query';
import { FlaskConical, X } from 'lucide-react';
import { useClient } from '../../api/context.tsx';
import { Button } from '../../ui/button.tsx';
import { formatDuration } from '../../ui/format.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { LongText } from '../../ui/long-text.tsx';
import { Notice } from '../../ui/notice.tsx';
import { UntrustedText } from '../../ui/untrusted-text.tsx';

/** Starts the server if need be and calls one harmless tool of it. */
export function useTrial(name: string) {
  const client = useClient();
  return useMutation({ mutationKey: ['try', name], mutationFn: () => client.call('servers.test', { name }) });
}

type Trial = ReturnType<typeof useTrial>;

export function TryButton({ trial }: { readonly trial: Trial }) {
  return (
    <Button busy={trial.isPending} onClick={() => trial.mutate()}>
      <FlaskConical aria-hidden className="size-3.5" />
      Try it
    </Button>
  );
}

/** What came of it: the tool, its answer and how long it took, or what is in the way. */
export function TrialResult({ trial }: { readonly trial: Trial }) {
  const dismiss = <IconButton icon={X} label="Dismiss" className="-my-1 -mr-2" onClick={() => trial.reset()} />;
  if (trial.error !== null) {
    return (
      <Notice tone="bad" title="It couldn’t be tried" action={dismiss}>
        <UntrustedText text={trial.error.message} />
      </Notice>
    );
  }
  if (trial.data === undefined) return null;
  const { ok, message, tool, answer, durationMs } = trial.data;
  return (
    <Notice tone={ok ? 'ok' : 'bad'} title={<UntrustedText text={message} />} action={dismiss}>
      <p>
        {tool === null ? 'It took' : 'Patchbay called'}{' '}
        {tool === null ? null : (
          <span className="font-mono text-xs text-ink">
            <UntrustedText text={tool} />
          </span>
        )}
        {tool === null ? '' : ' and had its answer after '}
        {formatDuration(durationMs)}.
      </p>
      {answer === null || answer.trim() === '' ? null : (
        <div className="mt-2 rounded-lg border border-line bg-surface px-3 py-2 text-ink">
          <LongText label="Answer" text={answer.trimEnd()} mono />
        </div>
      )}
    </Notice>
  );
}
