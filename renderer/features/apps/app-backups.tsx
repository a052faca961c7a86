import { useQuery } from '@tanstack/react-query';
import { History, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import type { AppBackup, KnownApp } from '../../../contract/known-apps.ts';
import { useClient } from '../../api/context.tsx';
import { backupsQuery } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { formatBytes, formatTime } from '../../ui/format.ts';
import { Card } from '../../ui/page.tsx';
import { Time } from '../../ui/time.tsx';
import { Unready } from '../../ui/unready.tsx';
import { UntrustedText } from '../../ui/untrusted-text.tsx';
import { VirtualList } from '../../ui/virtual-list.tsx';
import { ChangeDialog } from './change-dialog.tsx';
import type { Change } from './use-change.ts';

const rowHeight = 61;

interface BackupRow {
  readonly backup: AppBackup;
  readonly restore: () => void;
}

/** The app's files as they were before each change of Patchbay's, newest first. */
export function AppBackups({ app }: { readonly app: KnownApp }) {
  const query = useQuery(backupsQuery(useClient(), app.id));
  const [change, setChange] = useState<Change | null>(null);
  return (
    <Card title="Backups">
      {query.data === undefined ? (
        <Unready query={query} what="The backups" lines={2} />
      ) : query.data.length === 0 ? (
        <p className="flex items-center gap-2.5 px-5 py-4 text-sm text-ink-soft">
          <History aria-hidden className="size-4 shrink-0" />
          None yet. Before each change, Patchbay keeps the file as it was.
        </p>
      ) : (
        <div className="flex max-h-72 flex-col">
          <VirtualList
            label="Backups, newest first"
            items={query.data.map((backup): BackupRow => ({ backup, restore: () => setChange({ action: 'restore', backup }) }))}
            keyOf={({ backup }) => backup.id}
            estimate={rowHeight}
            row={Row}
          />
        </div>
      )}
      <ChangeDialog app={app} change={change} onClose={() => setChange(null)} />
    </Card>
  );
}

function Row({ item: { backup, restore } }: { readonly item: BackupRow }) {
  const { at, path, bytes, reason, absent } = backup;
  return (
    <div className="flex items-center gap-4 px-5 py-2.5">
      <div className="min-w-0 flex-1 text-sm">
        <p>
          <span className="font-medium">
            <Time at={at} />
          </span>{' '}
          <span className="text-ink-soft">
            <UntrustedText text={reason} /> · {absent ? 'the file wasn’t there' : formatBytes(bytes)}
          </span>
        </p>
        <p className="truncate font-mono text-xs text-ink-faint" title={path}>
          <UntrustedText text={path} />
        </p>
      </div>
      <Button onClick={restore} aria-label={`Restore the backup of ${formatTime(at)}`}>
        <RotateCcw aria-hidden className="size-3.5" />
        Restore
      </Button>
    </div>
  );
}
