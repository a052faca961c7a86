import { Fragment, useMemo } from 'react';
import { codePointOf, describeHidden, visibleParts } from './visible-text.ts';

/**
 * Text that somebody else wrote: always text, never markup; what can't be seen is shown as its code point; it can't reorder
 * what stands around it (`bdi`).
 */
export function UntrustedText({ text }: { readonly text: string }) {
  const parts = useMemo(() => visibleParts(text), [text]);
  return (
    <bdi>
      {parts.map((part, index) => (
        // The parts of one text never move, so their place is their identity.
        <Fragment key={index}>{part.kind === 'plain' ? part.text : <HiddenCharacter character={part.text} />}</Fragment>
      ))}
    </bdi>
  );
}

function HiddenCharacter({ character }: { readonly character: string }) {
  return (
    <span
      title={describeHidden(character)}
      className="mx-px rounded-sm bg-warn-soft px-1 font-mono text-[0.85em] text-warn ring-1 ring-warn/40"
    >
      {codePointOf(character)}
    </span>
  );
}
