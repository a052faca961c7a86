import type { PlannedChange, WiringPlan } from '../../../contract/known-apps.ts';
import { DiffView } from '../../ui/diff-view.tsx';
import { LongText } from '../../ui/long-text.tsx';
import { Notice } from '../../ui/notice.tsx';
import { UntrustedText } from '../../ui/untrusted-text.tsx';

/** What would change, file by file, and what to know before the yes. */
export function ChangePlan({ plan: { changes, warnings } }: { readonly plan: WiringPlan }) {
  return (
    <>
      {warnings.map((warning) => (
        <Notice key={warning} tone="warn">
          <UntrustedText text={warning} />
        </Notice>
      ))}
      {changes.length === 0 ? <p className="text-sm text-ink-soft">No file has to be changed.</p> : null}
      {changes.map((change, index) => (
        <FileChange key={change.path} change={change} number={index + 1} />
      ))}
    </>
  );
}

interface FileChangeProps {
  readonly change: PlannedChange;
  /** From 1. */
  readonly number: number;
}

function FileChange({ change: { path, diff, lost }, number }: FileChangeProps) {
  return (
    <div className="space-y-2">
      <div className="text-ink-soft">
        <LongText label="File" text={path} mono />
      </div>
      <DiffView label={`Change of file ${number}`} diff={diff} />
      {lost.length === 0 ? null : (
        <Notice tone="bad" title="This stands in the file now and would be lost">
          <ul className="max-h-32 list-disc overflow-y-auto pl-4">
            {lost.map((each, index) => (
              // Two things that are lost may read the same.
              <li key={index}>
                <UntrustedText text={each} />
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </div>
  );
}
