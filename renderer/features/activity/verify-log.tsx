import { useMutation } from '@tanstack/react-query';
import { FileCheck2, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Output } from '../../../contract/contract.ts';
import { useClient } from '../../api/context.tsx';
import { Button } from '../../ui/button.tsx';
import { countOf, formatCount } from '../../ui/format.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { UntrustedText } from '../../ui/untrusted-text.tsx';

type Verdict = Output<'audit.verify'>;

export function useVerifyLog() {
  const client = useClient();
  return useMutation({ mutationFn: () => client.call('audit.verify', {}) });
}

type Verification = ReturnType<typeof useVerifyLog>;

export function VerifyButton({ verification }: { readonly verification: Verification }) {
  return (
    <Button busy={verification.isPending} onClick={() => verification.mutate()}>
      <FileCheck2 aria-hidden className="size-4" />
      Verify the log
    </Button>
  );
}

/** The verdict in words. */
export function VerificationResult({ verification }: { readonly verification: Verification }) {
  const { data, error } = verification;
  if (data === undefined && error === null) return null;
  return (
    <div className="pb-3">
      {data === undefined ? (
        <Notice tone="bad" title="The log couldn’t be verified" action={<Dismiss verification={verification} />}>
          {error?.message}
        </Notice>
      ) : (
        <Result verdict={data} dismiss={<Dismiss verification={verification} />} />
      )}
    </div>
  );
}

function Result({ verdict, dismiss }: { readonly verdict: Verdict; readonly dismiss: ReactNode }) {
  if (verdict.valid) {
    return (
      <Notice tone="ok" title="The log is as Patchbay wrote it" action={dismiss}>
        All {countOf(verdict.checked, 'record')} were checked. None was changed, taken out or put in.
      </Notice>
    );
  }
  return (
    <Notice
      tone="bad"
      title={verdict.firstBad === null ? 'The log was changed' : `The log was changed at record ${formatCount(verdict.firstBad)}`}
      action={dismiss}
    >
      {verdict.reason === null ? null : (
        <>
          What is wrong: <UntrustedText text={verdict.reason} />.{' '}
        </>
      )}
      The {countOf(verdict.checked, 'record')} before it can be trusted, the rest can’t. Keep a copy of patchbay.db before you go on.
    </Notice>
  );
}

function Dismiss({ verification }: { readonly verification: Verification }) {
  return <IconButton icon={X} label="Dismiss" className="-my-1 -mr-2" onClick={() => verification.reset()} />;
}
