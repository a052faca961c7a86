import { CircleAlert, CircleCheck, LoaderCircle } from 'lucide-react';
import type { SetUpStep } from '../../../contract/first-run.ts';
import { UntrustedText } from '../../ui/untrusted-text.tsx';

/** What was done, one line each, and what is being done right now. */
export function StepList({ steps, doing }: { readonly steps: readonly SetUpStep[]; readonly doing: string | null }) {
  return (
    <ol aria-live="polite" className="space-y-3 px-5 py-4">
      {steps.map((step, index) => (
        // Steps are only ever added at the end.
        <Step key={index} step={step} />
      ))}
      {doing === null ? null : (
        <li className="flex items-start gap-3 text-sm">
          <LoaderCircle aria-hidden className="mt-0.5 size-4 shrink-0 animate-spin text-accent" />
          <span className="min-w-0 wrap-anywhere">
            <UntrustedText text={doing} /> …
          </span>
        </li>
      )}
    </ol>
  );
}

function Step({ step: { what, ok, message } }: { readonly step: SetUpStep }) {
  return (
    <li className="flex items-start gap-3 text-sm">
      {ok ? (
        <CircleCheck aria-label="Done" className="mt-0.5 size-4 shrink-0 text-ok" />
      ) : (
        <CircleAlert aria-label="Failed" className="mt-0.5 size-4 shrink-0 text-bad" />
      )}
      <div className="min-w-0 wrap-anywhere">
        <p className="font-medium">
          <UntrustedText text={what} />
        </p>
        {message === '' ? null : (
          <p className="text-ink-soft">
            <UntrustedText text={message} />
          </p>
        )}
      </div>
    </li>
  );
}
