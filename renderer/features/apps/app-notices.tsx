import { EyeOff } from 'lucide-react';
import type { AppGate } from '../../../contract/known-apps.ts';
import { UntrustedText } from '../../ui/untrusted-text.tsx';

/** Why the app doesn't use a correct entry, and where to click. */
export function GateList({ gates }: { readonly gates: readonly AppGate[] }) {
  if (gates.length === 0) return null;
  return (
    <ul aria-label="What holds Patchbay back" className="space-y-1.5">
      {gates.map((gate) => (
        <li key={`${gate.reason}\n${gate.where}`} className="flex items-start gap-2.5 rounded-lg bg-warn-soft px-3 py-2 text-sm">
          <EyeOff aria-hidden className="mt-0.5 size-4 shrink-0 text-warn" />
          <div className="min-w-0 wrap-anywhere">
            <p className="font-medium">
              <UntrustedText text={gate.reason} />
            </p>
            <p className="text-ink-soft">
              <UntrustedText text={gate.where} />
            </p>
          </div>
        </li>
      ))}
    </ul>
  );
}
