import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { classes } from './classes.ts';
import { IconButton } from './icon-button.tsx';

interface DialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly description: ReactNode;
  /** For what is read line by line, such as a change of a file. */
  readonly wide?: boolean;
  readonly children: ReactNode;
}

/** A window inside the window. Escape and the cross close it, and the focus goes back to where it came from. */
export function Dialog({ open, onOpenChange, title, description, wide = false, children }: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-shade transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Popup
          className={classes(
            'popup fixed top-1/2 left-1/2 z-50 flex max-h-[calc(100vh-3rem)] max-w-[calc(100vw-2rem)] -translate-x-1/2 -translate-y-1/2 flex-col rounded-2xl',
            wide ? 'w-180' : 'w-140',
          )}
        >
          <header className="pt-5 pr-14 pb-1 pl-6">
            <Base.Title className="text-lg font-semibold">{title}</Base.Title>
            <Base.Description className="mt-0.5 text-sm text-ink-soft">{description}</Base.Description>
          </header>
          {children}
          {/* Last in the page, so that the first field has the focus and not the cross. */}
          <Base.Close render={<IconButton icon={X} label="Close" className="absolute top-4 right-4" />} />
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

export function DialogBody({ children }: { readonly children: ReactNode }) {
  return <div className="min-h-0 flex-1 space-y-4 overflow-y-auto px-6 py-4">{children}</div>;
}

export function DialogFooter({ children }: { readonly children: ReactNode }) {
  return <footer className="flex justify-end gap-2 border-t border-line px-6 py-4">{children}</footer>;
}
