import { useMutation } from '@tanstack/react-query';
import { FileArchive, Upload } from 'lucide-react';
import { type DragEvent, useRef, useState } from 'react';
import { useClient } from '../../../api/context.tsx';
import { Button } from '../../../ui/button.tsx';
import { classes } from '../../../ui/classes.ts';
import { Notice } from '../../../ui/notice.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { UntrustedText } from '../../../ui/untrusted-text.tsx';
import { readBundle } from './read-bundle.ts';
import { TakeForm } from './take-form.tsx';

/** An MCPB bundle: a server in one file, as the makers of servers hand it out. It is unpacked when it is added. */
export function BundleWay() {
  const client = useClient();
  const read = useMutation({
    mutationFn: async (file: File) => [await client.call('imports.bundle', { name: file.name, bytes: await readBundle(file) })],
  });
  return (
    <>
      <BundleField chosen={read.variables?.name ?? null} busy={read.isPending} onFile={(file) => read.mutate(file)} />
      <div className="flex min-h-0 flex-1 flex-col pt-4">
        {read.isPending ? <Skeleton lines={2} label="Reading the bundle …" /> : null}
        {read.error === null ? null : (
          <Notice tone="bad" title="This file can’t be used">
            <UntrustedText text={read.error.message} />
          </Notice>
        )}
        {read.data === undefined ? null : <TakeForm candidates={read.data} />}
      </div>
    </>
  );
}

interface BundleFieldProps {
  readonly chosen: string | null;
  readonly busy: boolean;
  readonly onFile: (file: File) => void;
}

function BundleField({ chosen, busy, onFile }: BundleFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const { isOver, ...drop } = useDrop(onFile);
  return (
    <section
      {...drop}
      aria-label="Bundle file"
      className={classes(
        'flex items-center gap-4 rounded-xl border border-dashed px-5 py-4',
        isOver ? 'border-accent bg-accent-soft' : 'border-field bg-surface',
      )}
    >
      <FileArchive aria-hidden className="size-6 shrink-0 text-ink-soft" />
      <div className="min-w-0 flex-1">
        <p className="text-sm font-medium wrap-anywhere">
          {chosen === null ? 'Choose a bundle, or drop it here' : <UntrustedText text={chosen} />}
        </p>
        <p className="text-xs text-ink-soft">A file that ends in .mcpb or .dxt. It is only read; nothing in it runs before you add it.</p>
      </div>
      <input
        ref={input}
        type="file"
        hidden
        accept=".mcpb,.dxt,.zip"
        aria-label="Bundle file"
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          // The same file may be chosen again after it was mended.
          event.target.value = '';
          if (file !== undefined) onFile(file);
        }}
      />
      <Button busy={busy} onClick={() => input.current?.click()}>
        <Upload aria-hidden className="size-3.5" />
        Choose a file
      </Button>
    </section>
  );
}

function useDrop(onFile: (file: File) => void) {
  const [isOver, setIsOver] = useState(false);
  return {
    isOver,
    onDragOver: (event: DragEvent) => {
      event.preventDefault();
      setIsOver(true);
    },
    onDragLeave: () => setIsOver(false),
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      setIsOver(false);
      const [file] = event.dataTransfer.files;
      if (file !== undefined) onFile(file);
    },
  };
}
