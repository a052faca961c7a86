import { useQuery } from '@tanstack/react-query';
import { ScrollText } from 'lucide-react';
import { useClient } from '../../api/context.tsx';
import { logQuery } from '../../api/queries.ts';
import { Blank } from '../../ui/blank.tsx';
import { Unready } from '../../ui/unready.tsx';
import { LogLines } from './log-lines.tsx';

/** The tail of what the server writes to stderr, followed while it is open. */
export function ServerLog({ name }: { readonly name: string }) {
  const query = useQuery(logQuery(useClient(), name));
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-hidden rounded-xl border border-line bg-surface shadow-card">
      {query.data === undefined ? (
        <Unready query={query} what="The log" lines={3} />
      ) : query.data.length === 0 ? (
        <Blank icon={ScrollText} title="Nothing written yet">
          What the server says about its work shows up here by itself, as it comes.
        </Blank>
      ) : (
        <LogLines lines={query.data} />
      )}
    </div>
  );
}
