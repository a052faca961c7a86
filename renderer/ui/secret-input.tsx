import type { ClipboardEvent } from 'react';
import { classes } from './classes.ts';
import { type ControlProps, inputLook } from './labelled.tsx';

interface SecretInputProps {
  readonly control: ControlProps;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A line that is typed unseen. A key of several lines can be pasted: the browser's own line would join them. */
export function SecretInput({ control, value, onChange }: SecretInputProps) {
  const lines = value.trimEnd().split('\n').length;
  const paste = (event: ClipboardEvent) => {
    const text = event.clipboardData.getData('text');
    if (!text.trim().includes('\n')) return;
    event.preventDefault();
    onChange(text);
  };
  return (
    <>
      <input
        {...control}
        type="password"
        autoComplete="new-password"
        spellCheck={false}
        value={value}
        onPaste={paste}
        onChange={(event) => onChange(event.target.value)}
        className={classes(inputLook, 'h-9 w-full')}
      />
      {lines > 1 ? <output className="text-xs text-ink-soft">{lines} lines were pasted.</output> : null}
    </>
  );
}
