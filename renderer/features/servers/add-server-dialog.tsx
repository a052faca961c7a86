import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import type { Server, Status } from '../../../contract/models.ts';
import { useClient } from '../../api/context.tsx';
import { statusQuery } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogBody, DialogFooter } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { toName } from '../../../contract/names.ts';
import { Notice } from '../../ui/notice.tsx';
import { ArgumentPreview } from './argument-preview.tsx';
import { parseCommandLine } from '../../../contract/command-line.ts';

interface AddServerDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** Takes a name and a command line or an address, shows exactly what will be run or talked to, and only then does it. */
export function AddServerDialog({ open, onOpenChange }: AddServerDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Add a server"
      description="Paste the command or the address from the server’s own page. Nothing runs until you have seen exactly what."
    >
      <AddServerForm onAdded={() => onOpenChange(false)} />
    </Dialog>
  );
}

type NewServer =
  { readonly name: string; readonly command: string; readonly args: string[] } | { readonly name: string; readonly url: string };

/** Adds, and goes to the new server's page. */
function useAddServer(onAdded: () => void) {
  const client = useClient();
  const navigate = useNavigate();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (server: NewServer) => client.call('servers.add', server),
    onSuccess: (added) => {
      cache.setQueryData(statusQuery(client).queryKey, (status) => withServer(status, added));
      onAdded();
      return navigate({ to: '/servers/$name', params: { name: added.name } });
    },
  });
}

function AddServerForm({ onAdded }: { readonly onAdded: () => void }) {
  const [nameText, setNameText] = useState('');
  const [line, setLine] = useState('');
  const add = useAddServer(onAdded);
  const server = newServer(nameText, line);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (server !== null && !add.isPending) add.mutate(server);
  };
  return (
    <form onSubmit={submit} className="contents">
      <DialogBody>
        <Field label="Name" value={nameText} onValueChange={setNameText} placeholder="github" hint={nameHint(nameText)} />
        <Field
          label="Command or address"
          mono
          value={line}
          onValueChange={setLine}
          placeholder="npx -y @modelcontextprotocol/server-github"
          hint={lineHint(line)}
        />
        <ArgumentPreview line={line} />
        {add.error === null ? null : <Notice tone="bad">{add.error.message}</Notice>}
      </DialogBody>
      <DialogFooter>
        <Button type="submit" tone="primary" disabled={server === null} busy={add.isPending}>
          Add and start
        </Button>
      </DialogFooter>
    </form>
  );
}

/** The answer may come before the event that tells of the new server, and its page must find it. */
function withServer(status: Status | undefined, added: Server): Status | undefined {
  if (status === undefined || status.servers.some((server) => server.name === added.name)) return status;
  return { ...status, servers: [...status.servers, added] };
}

/** Null until both fields make sense. */
function newServer(nameText: string, line: string): NewServer | null {
  const parsed = parseCommandLine(line);
  const name = toName(nameText);
  if (parsed.kind === 'fault' || name === '') return null;
  if (parsed.kind === 'address') return { name, url: parsed.url };
  const [command, ...args] = parsed.argv;
  return command === undefined || command === '' ? null : { name, command, args };
}

function lineHint(line: string) {
  if (parseCommandLine(line).kind === 'address') return 'Keys that it wants go below headers of this server in config.yaml.';
  return 'Quotes keep words together. It runs directly, without a shell: pipes, variables and ~ mean nothing.';
}

function nameHint(text: string) {
  const name = toName(text);
  if (name === '' || name === text) return 'Your apps and the log show its tools under this name.';
  return (
    <>
      It will be called <strong className="font-mono font-medium text-ink">{name}</strong>.
    </>
  );
}
