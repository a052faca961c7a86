import { CircleAlert, CircleCheck, Circle, CircleDashed, Plug, Unplug } from 'lucide-react';
import { useState } from 'react';
import type { AppFile, KnownApp } from '../../../contract/known-apps.ts';
import { Button } from '../../ui/button.tsx';
import { classes } from '../../ui/classes.ts';
import { countOf } from '../../ui/format.ts';
import { LongText } from '../../ui/long-text.tsx';
import { Card } from '../../ui/page.tsx';
import { UntrustedText } from '../../ui/untrusted-text.tsx';
import { VirtualList } from '../../ui/virtual-list.tsx';
import { ChangeDialog } from './change-dialog.tsx';
import type { Change } from './use-change.ts';

const rowHeight = 41;

/** The app's own files, and the servers in them that go past Patchbay. */
export function AppFiles({ app }: { readonly app: KnownApp }) {
  const [change, setChange] = useState<Change | null>(null);
  return (
    <Card title={app.files.length === 1 ? 'Its file' : 'Its files'}>
      <ul className="divide-y divide-line">
        {app.files.map((file) => (
          <li key={file.path} className="space-y-2.5 px-5 py-3.5">
            <FileFacts file={file} app={app} onChange={setChange} />
            {file.servers.length === 0 ? null : <Others app={app} servers={file.servers} onMove={() => setChange(wireIn(file))} />}
          </li>
        ))}
      </ul>
      <ChangeDialog app={app} change={change} onClose={() => setChange(null)} />
    </Card>
  );
}

function wireIn({ project }: AppFile): Change {
  return { action: 'wire', ...(project !== undefined && { project }) };
}

interface FileFactsProps {
  readonly file: AppFile;
  readonly app: KnownApp;
  readonly onChange: (change: Change) => void;
}

function FileFacts({ file, app, onChange }: FileFactsProps) {
  const { path, scope, project, fault } = file;
  return (
    <div className="flex items-start gap-4">
      <div className="min-w-0 flex-1">
        <LongText label="Path" text={path} mono />
        <p className="mt-1 flex flex-wrap items-center gap-x-3 text-xs text-ink-faint">
          <FileState file={file} />
          {scope === 'project' ? 'of one project' : 'for all your projects'}
        </p>
        {fault === null ? null : (
          <p role="alert" className="mt-1.5 text-sm text-bad wrap-anywhere">
            Line {fault.line}, column {fault.column}: <UntrustedText text={fault.message} /> Nothing is written into this file until that is
            mended.
          </p>
        )}
      </div>
      {scope === 'project' && project !== undefined && file.wired ? (
        <Button tone="quiet" onClick={() => onChange({ action: 'unwire', project })} aria-label={`Disconnect ${app.label} in ${project}`}>
          <Unplug aria-hidden className="size-3.5" />
          Disconnect
        </Button>
      ) : null}
    </div>
  );
}

function FileState({ file: { fault, wired, exists } }: { readonly file: AppFile }) {
  const [Icon, word, colour] =
    fault !== null
      ? ([CircleAlert, 'has a fault', 'text-bad'] as const)
      : wired
        ? ([CircleCheck, 'names Patchbay', 'text-ok'] as const)
        : exists
          ? ([Circle, 'doesn’t name Patchbay', 'text-ink-faint'] as const)
          : ([CircleDashed, 'isn’t there yet', 'text-ink-faint'] as const);
  return (
    <span className={classes('inline-flex items-center gap-1 font-medium', colour)}>
      <Icon aria-hidden className="size-3.5" />
      {word}
    </span>
  );
}

interface OthersProps {
  readonly app: KnownApp;
  readonly servers: AppFile['servers'];
  readonly onMove: () => void;
}

/** What the app starts itself: not asked about, not logged, its keys in plain text. */
function Others({ app, servers, onMove }: OthersProps) {
  return (
    <section aria-label="Servers that go past Patchbay" className="overflow-hidden rounded-lg border border-line">
      <header className="flex items-center gap-3 border-b border-line bg-sunken px-3.5 py-2 text-sm">
        <p className="min-w-0 flex-1">
          <strong className="font-semibold">{countOf(servers.length, 'server goes', 'servers go')} past Patchbay.</strong>{' '}
          <span className="text-ink-soft">
            {app.label} starts {servers.length === 1 ? 'it' : 'them'} itself, outside your rules and the log.
          </span>
        </p>
        {app.wiring === 'file' ? (
          <Button onClick={onMove}>
            <Plug aria-hidden className="size-3.5" />
            Move {servers.length === 1 ? 'it' : 'them'} over
          </Button>
        ) : null}
      </header>
      <div className="flex max-h-60 flex-col">
        <VirtualList label="Servers" items={servers} keyOf={(server) => server.name} estimate={rowHeight} row={OtherServer} />
      </div>
    </section>
  );
}

function OtherServer({ item: { name, summary } }: { readonly item: AppFile['servers'][number] }) {
  return (
    <div className="flex items-baseline gap-4 px-3.5 py-2.5 text-sm">
      <span className="w-40 shrink-0 truncate font-medium">
        <UntrustedText text={name} />
      </span>
      <span className="min-w-0 truncate font-mono text-xs text-ink-soft">
        <UntrustedText text={summary} />
      </span>
    </div>
  );
}
