import { useState } from 'react';
import { Button } from './button.tsx';
import { classes } from './classes.ts';
import { formatCount } from './format.ts';
import { ScrollRegion } from './scroll-region.tsx';
import { UntrustedText } from './untrusted-text.tsx';
import { visibleString } from './visible-text.ts';

const shownCharacters = 2_000;
const shownLines = 10;

/** Untrusted text in full: a long one starts in a box that scrolls, cut at first where it is huge, with a button for all of it. */
export function LongText({ label, text, mono = false }: { readonly label: string; readonly text: string; readonly mono?: boolean }) {
  const [all, setAll] = useState(false);
  const cut = text.length > shownCharacters;
  const long = cut || text.split('\n').length > shownLines;
  const box = classes('text-sm whitespace-pre-wrap wrap-anywhere select-text', mono && 'font-mono text-xs');
  if (!long || all) {
    return (
      <p className={box}>
        <UntrustedText text={text} />
      </p>
    );
  }
  return (
    <>
      <ScrollRegion label={visibleString(label)} className={classes(box, 'max-h-40')}>
        <UntrustedText text={text.slice(0, shownCharacters)} />
        {cut ? <span className="text-ink-faint"> … {formatCount(text.length - shownCharacters)} more characters</span> : null}
      </ScrollRegion>
      <Button className="mt-1.5 h-7 px-2.5 text-xs" onClick={() => setAll(true)}>
        Show all {formatCount(text.length)} characters
      </Button>
    </>
  );
}
