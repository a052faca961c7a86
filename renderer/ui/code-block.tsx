import { ScrollRegion } from './scroll-region.tsx';
import { UntrustedText } from './untrusted-text.tsx';

/** Text in the machine's own spelling: wraps, and scrolls when it is tall. */
export function CodeBlock({ label, text }: { readonly label: string; readonly text: string }) {
  return (
    <ScrollRegion label={label} className="max-h-60 rounded-lg border border-line bg-sunken p-3">
      <pre className="font-mono text-xs wrap-anywhere whitespace-pre-wrap select-text">
        <UntrustedText text={text} />
      </pre>
    </ScrollRegion>
  );
}
