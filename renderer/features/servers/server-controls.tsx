import { Link } from '@tanstack/react-router';
import { Play, Square } from 'lucide-react';
import type { Server } from '../../../contract/models.ts';
import { useApprovals } from '../../api/live.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { UnlockButton } from '../../ui/unlock-button.tsx';
import { useServerActions } from './use-server-actions.ts';

/** The one thing that makes sense to do with a server in its state; signing in has a button of its own. */
export function ServerControls({ server }: { readonly server: Server }) {
  if (server.state === 'needs-approval') return <ApproveLink server={server.name} />;
  if (server.state === 'needs-sign-in') return null;
  if (server.state === 'needs-unlock') return <UnlockButton tone="primary" />;
  if (server.state === 'disabled') return <span className="text-xs text-ink-faint">Switched off in config.yaml</span>;
  return ['running', 'starting', 'stopping'].includes(server.state) ? <StopButton server={server} /> : <StartButton server={server} />;
}

function StopButton({ server }: { readonly server: Server }) {
  const { stop } = useServerActions(server.name);
  return (
    <Button busy={stop.isPending || server.state === 'stopping'} onClick={() => stop.mutate()} aria-label={`Stop ${server.name}`}>
      <Square aria-hidden className="size-3.5" />
      Stop
    </Button>
  );
}

function StartButton({ server }: { readonly server: Server }) {
  const { start } = useServerActions(server.name);
  return (
    <Button busy={start.isPending} onClick={() => start.mutate()} aria-label={`Start ${server.name}`}>
      <Play aria-hidden className="size-3.5" />
      Start
    </Button>
  );
}

function ApproveLink({ server }: { readonly server: string }) {
  const question = useApprovals().data?.find((approval) => approval.kind === 'server' && approval.server === server);
  return (
    <Link to="/approvals" search={question === undefined ? {} : { id: question.id }} className={buttonClass('primary')}>
      Look and decide
    </Link>
  );
}
