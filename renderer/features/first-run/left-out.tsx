import { Disclosure } from '../../ui/disclosure.tsx';
import { UntrustedText } from '../../ui/untrusted-text.tsx';

/** What wouldn't be done, each with its reason. */
export function LeftOut({ sentences }: { readonly sentences: readonly string[] }) {
  if (sentences.length === 0) return null;
  return (
    <div className="overflow-hidden rounded-xl border border-line bg-surface shadow-card">
      <Disclosure title={`Left out, and why (${sentences.length})`}>
        <ul className="max-h-72 list-disc space-y-1 overflow-y-auto pr-5 pb-4 pl-10 text-sm text-ink-soft marker:text-ink-faint">
          {sentences.map((sentence, index) => (
            // Two servers may be left out for the same reason in the same words.
            <li key={index} className="wrap-anywhere">
              <UntrustedText text={sentence} />
            </li>
          ))}
        </ul>
      </Disclosure>
    </div>
  );
}
