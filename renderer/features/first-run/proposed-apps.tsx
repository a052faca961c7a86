import { TriangleAlert } from 'lucide-react';
import type { SetUpProposal } from '../../../contract/first-run.ts';
import { Option } from '../../ui/labelled.tsx';
import { Card } from '../../ui/page.tsx';
import { UntrustedText } from '../../ui/untrusted-text.tsx';

interface ProposedAppsProps {
  readonly apps: SetUpProposal['apps'];
  /** What the person took the check away from. */
  readonly without: ReadonlySet<string>;
  readonly onToggle: (app: string, checked: boolean) => void;
}

/** The apps that would be connected, each with the file that gets Patchbay's entry. */
export function ProposedApps({ apps, without, onToggle }: ProposedAppsProps) {
  return (
    <Card title="Connect these apps">
      <ul className="divide-y divide-line">
        {apps.map(({ app, label, path, warnings }) => (
          <li key={app} className="px-4 py-2.5">
            <Option
              kind="checkbox"
              name={app}
              checked={!without.has(app)}
              onChange={(checked) => onToggle(app, checked)}
              label={
                <>
                  <span className="font-medium">{label}</span>
                  <span className="block font-mono text-xs text-ink-soft">
                    <span className="font-sans">Adds an entry to </span>
                    <UntrustedText text={path} />
                  </span>
                </>
              }
            />
            {warnings.map((warning) => (
              <p key={warning} className="mt-1 flex items-start gap-1.5 pl-7.5 text-xs text-ink-soft">
                <TriangleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0 text-warn" />
                <span className="min-w-0 wrap-anywhere">
                  <UntrustedText text={warning} />
                </span>
              </p>
            ))}
          </li>
        ))}
      </ul>
    </Card>
  );
}
