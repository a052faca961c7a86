import { NamedError } from '../../../../contract/errors.ts';
import { UntrustedText } from '../../../ui/untrusted-text.tsx';

const shownBefore = 60;
const shownAfter = 30;

/** The line that can't be read, with the place in it marked, where the fault names one. */
export function FaultyLine({ text, fault }: { readonly text: string; readonly fault: Error }) {
  const place = placeOf(fault);
  const line = place === null ? undefined : text.split('\n')[place.line - 1];
  if (place === null || line === undefined || line === '') return null;
  const at = Math.min(place.column - 1, line.length);
  return (
    <figure className="rounded-lg border border-bad/25 bg-bad-soft px-4 py-3">
      <figcaption className="text-xs text-ink-soft">
        Line {place.line}, column {place.column}
      </figcaption>
      <p className="mt-1 font-mono text-xs wrap-anywhere whitespace-pre-wrap">
        <UntrustedText text={line.slice(Math.max(0, at - shownBefore), at)} />
        <mark className="rounded-sm bg-bad px-0.5 text-on-accent">
          {at < line.length ? <UntrustedText text={line.slice(at, at + 1)} /> : 'end of line'}
        </mark>
        <UntrustedText text={line.slice(at + 1, at + 1 + shownAfter)} />
      </p>
    </figure>
  );
}

/** Both count from 1. */
function placeOf(fault: Error): { readonly line: number; readonly column: number } | null {
  if (!(fault instanceof NamedError)) return null;
  const { line, column } = fault.data;
  return typeof line === 'number' && typeof column === 'number' ? { line, column } : null;
}
