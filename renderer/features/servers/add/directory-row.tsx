import { Link } from '@tanstack/react-router';
import { ExternalLink } from 'lucide-react';
import type { DirectoryEntry } from '../../../../contract/imports.ts';
import { useApi } from '../../../api/context.tsx';
import { buttonClass } from '../../../ui/button.tsx';
import { UntrustedText } from '../../../ui/untrusted-text.tsx';
import { flagWords } from './flag-words.ts';

/** One well-known server: who makes it, what it does, how far it reaches, what it asks for. */
export function DirectoryRow({ item: entry }: { readonly item: DirectoryEntry }) {
  return (
    <div className="flex items-start gap-4 px-5 py-3.5">
      <div className="min-w-0 flex-1 space-y-1.5">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="font-medium">
            <UntrustedText text={entry.title} />
          </span>
          <span className="text-xs text-ink-faint">
            by <UntrustedText text={entry.publisher} />
            {entry.version === null ? '' : ` · version ${entry.version}`}
          </span>
          <Homepage entry={entry} />
        </p>
        <p className="text-sm text-ink-soft">
          <UntrustedText text={entry.summary} />
        </p>
        <Flags flags={entry.flags} />
        <Needs entry={entry} />
      </div>
      <Link
        to="/servers/add/$way"
        params={{ way: 'directory' }}
        search={{ entry: entry.id }}
        aria-label={`Choose ${entry.title}`}
        className={buttonClass()}
      >
        Choose
      </Link>
    </div>
  );
}

function Homepage({ entry: { homepage, title } }: { readonly entry: DirectoryEntry }) {
  const { shell } = useApi().connection;
  if (homepage === null) return null;
  // In the desktop's window links lead nowhere.
  if (shell === 'desktop') return <span className="text-xs text-ink-faint wrap-anywhere select-text">{homepage}</span>;
  return (
    <a
      href={homepage}
      target="_blank"
      rel="noopener noreferrer"
      aria-label={`The page of ${title}, in the browser`}
      className="inline-flex items-center gap-1 rounded-sm text-xs text-ink-soft underline-offset-2 hover:text-accent hover:underline"
    >
      Its page <ExternalLink aria-hidden className="size-3" />
    </a>
  );
}

function Flags({ flags }: { readonly flags: readonly string[] }) {
  if (flags.length === 0) return null;
  return (
    <ul aria-label="How far it reaches" className="flex flex-wrap gap-1.5">
      {flags.map((flag) => {
        const { words, meaning, icon: Icon } = flagWords(flag);
        return (
          <li key={flag} title={meaning} className="inline-flex h-5.5 items-center gap-1 rounded-md bg-hover px-1.5 text-xs text-ink-soft">
            <Icon aria-hidden className="size-3.5" />
            {words}
          </li>
        );
      })}
    </ul>
  );
}

function Needs({ entry: { asks, signsIn } }: { readonly entry: DirectoryEntry }) {
  const needs = [...asks, ...(signsIn ? ['signing in with the browser'] : [])];
  if (needs.length === 0) return <p className="text-xs text-ink-faint">Needs nothing more from you.</p>;
  return (
    <p className="text-xs text-ink-faint">
      Needs from you: <UntrustedText text={needs.join(', ')} />
    </p>
  );
}
