import { Notice } from '../../ui/notice.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { UntrustedText } from '../../ui/untrusted-text.tsx';
import { parseCommandLine } from '../../../contract/command-line.ts';

/** The program and each of its arguments, apart from each other, as they will be passed. */
export function ArgumentPreview({ line }: { readonly line: string }) {
  const parsed = parseCommandLine(line);
  if (parsed.kind === 'address') return <AddressPreview url={parsed.url} />;
  if (parsed.kind === 'fault') return <Notice tone="warn">{parsed.sentence}</Notice>;
  const [program, ...rest] = parsed.argv;
  return (
    <section aria-label="What will be run" className="rounded-lg border border-line bg-sunken p-3">
      <h3 className="text-xs font-medium text-ink-soft">What will be run, with your rights, on this machine</h3>
      {program === undefined ? (
        <p className="mt-1.5 text-xs text-ink-faint">The program and its arguments appear here as you type.</p>
      ) : (
        <ScrollRegion label="Program and arguments" className="mt-2 max-h-56">
          <ol className="space-y-1">
            <Word label="program" word={program} />
            {rest.map((word, index) => (
              // An argument's place is what tells it from its neighbours.
              <Word key={index} label={`argument ${index + 1}`} word={word} />
            ))}
          </ol>
        </ScrollRegion>
      )}
    </section>
  );
}

function AddressPreview({ url }: { readonly url: string }) {
  return (
    <section aria-label="What will be talked to" className="rounded-lg border border-line bg-sunken p-3">
      <h3 className="text-xs font-medium text-ink-soft">What your apps’ requests will be sent to</h3>
      <ol className="mt-2">
        <Word label="address" word={url} />
      </ol>
    </section>
  );
}

function Word({ label, word }: { readonly label: string; readonly word: string }) {
  return (
    <li className="flex items-baseline gap-3">
      <span className="w-22 shrink-0 text-right text-xs text-ink-faint">{label}</span>
      <code className="min-w-0 rounded border border-line bg-surface px-1.5 py-0.5 font-mono text-xs wrap-anywhere whitespace-pre-wrap">
        {word === '' ? <em className="text-ink-faint">empty</em> : <UntrustedText text={word} />}
      </code>
    </li>
  );
}
