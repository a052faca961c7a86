import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleAlert, Trash2 } from 'lucide-react';
import { Fragment, useState } from 'react';
import type { Secret } from '../../../contract/vault.ts';
import { useClient } from '../../api/context.tsx';
import { keys } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { TimeAgo } from '../../ui/time.tsx';
import { useTellFailure } from '../../ui/toasts.tsx';

interface SecretRowProps {
  readonly secret: Secret;
  /** The vault is open. */
  readonly canWrite: boolean;
  readonly onWrite: () => void;
}

/** One secret: its name, who needs it, and whether it is there. */
export function SecretRow({ secret, canWrite, onWrite }: SecretRowProps) {
  const { name, missing } = secret;
  const verb = missing ? 'Set' : 'Replace';
  return (
    <div className="flex min-h-14 items-center gap-3 py-2 pr-3 pl-5">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2.5 gap-y-0.5">
          <span className="font-mono text-sm font-medium wrap-anywhere">{name}</span>
          {missing ? (
            <span className="inline-flex items-center gap-1 text-xs font-medium text-bad">
              <CircleAlert aria-hidden className="size-3.5" />
              Missing
            </span>
          ) : null}
        </p>
        <Users secret={secret} />
      </div>
      <Button tone={missing ? 'primary' : 'plain'} disabled={!canWrite} onClick={onWrite} aria-label={`${verb} ${name}`}>
        {verb}
      </Button>
      {missing ? null : <RemoveSecret secret={secret} disabled={!canWrite} />}
    </div>
  );
}

function Users({ secret: { usedBy, missing, changedAt } }: Pick<SecretRowProps, 'secret'>) {
  return (
    <p className="text-xs text-ink-soft wrap-anywhere">
      {usedBy.length === 0 ? 'No server uses it' : missing ? 'Can’t start without it: ' : 'Used by '}
      {usedBy.map((server, index) => (
        <Fragment key={server}>
          {index === 0 ? '' : ', '}
          <Link
            to="/servers/$name"
            params={{ name: server }}
            className="rounded-sm font-medium text-ink underline-offset-2 hover:underline"
          >
            {server}
          </Link>
        </Fragment>
      ))}
      {changedAt === null ? null : (
        <span className="text-ink-faint">
          {' '}
          · set <TimeAgo at={changedAt} />
        </span>
      )}
    </p>
  );
}

function RemoveSecret({ secret: { name, usedBy }, disabled }: { readonly secret: Secret; readonly disabled: boolean }) {
  const [asking, setAsking] = useState(false);
  const client = useClient();
  const cache = useQueryClient();
  const tellFailure = useTellFailure();
  const remove = useMutation({
    mutationFn: () => client.call('secrets.remove', { name }),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.secrets }),
    onError: (error) => tellFailure(`${name} couldn’t be removed`, error),
  });
  return (
    <>
      <IconButton icon={Trash2} label={`Remove ${name}`} disabled={disabled || remove.isPending} onClick={() => setAsking(true)} />
      <Confirm open={asking} onOpenChange={setAsking} title={`Remove ${name}?`} action="Remove" onConfirm={() => remove.mutate()}>
        {usedBy.length === 0
          ? 'No server uses it. '
          : `${usedBy.join(', ')} can’t start without it: from then on, calls to ${usedBy.length === 1 ? 'it' : 'them'} fail. `}
        Its value can’t be brought back.
      </Confirm>
    </>
  );
}
