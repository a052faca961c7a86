import { Failed } from './failed.tsx';
import { Skeleton } from './skeleton.tsx';

interface UnreadyProps {
  /** A query that has no data yet. */
  readonly query: { readonly error: Error | null; readonly refetch: () => Promise<unknown> };
  /** What is being read, as the start of a sentence: "The tools". */
  readonly what: string;
  readonly lines: number;
}

/** What stands where something is still being read, or couldn't be. */
export function Unready({ query, what, lines }: UnreadyProps) {
  if (query.error === null) return <Skeleton lines={lines} label={`${what}: reading …`} />;
  return <Failed what={`${what} couldn’t be read`} error={query.error} onRetry={() => void query.refetch()} />;
}
