import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { KnownApp } from '../../../contract/known-apps.ts';
import { useClient } from '../../api/context.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogBody, DialogFooter } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { toName } from '../../../contract/names.ts';
import { Notice } from '../../ui/notice.tsx';
import { AppEntryView } from './app-entry-view.tsx';

interface ConnectAppDialogProps {
  /** Left out: the person says which. */
  readonly app?: KnownApp;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** For an app whose settings Patchbay can't edit: shows what to paste into them, and where. */
export function ConnectAppDialog({ app, open, onOpenChange }: ConnectAppDialogProps) {
  const client = useClient();
  const connect = useMutation({ mutationFn: (name: string) => client.call('apps.connect', { app: name }) });
  const change = (next: boolean) => {
    onOpenChange(next);
    if (!next) connect.reset();
  };
  const ask = { busy: connect.isPending, error: connect.error, onName: connect.mutate };
  return (
    <Dialog
      open={open}
      onOpenChange={change}
      title={app === undefined ? 'Connect another app' : `Connect ${app.label}`}
      description="This app takes one paste into its own settings: Patchbay doesn’t know a file of it that it could edit."
    >
      {connect.data !== undefined ? (
        <AppEntryView entry={connect.data} hints={app?.hints ?? []} onDone={() => change(false)} />
      ) : app === undefined ? (
        <AskName {...ask} />
      ) : (
        <Explain app={app} {...ask} />
      )}
    </Dialog>
  );
}

interface AskProps {
  readonly busy: boolean;
  readonly error: Error | null;
  readonly onName: (name: string) => void;
}

/** Before a key is made for the app. */
function Explain({ app, busy, error, onName }: AskProps & { readonly app: KnownApp }) {
  return (
    <>
      <DialogBody>
        <p className="text-sm text-ink-soft wrap-anywhere">{app.message}</p>
        {error === null ? null : <Notice tone="bad">{error.message}</Notice>}
      </DialogBody>
      <DialogFooter>
        <Button tone="primary" busy={busy} onClick={() => onName(app.id)}>
          Make its entry
        </Button>
      </DialogFooter>
    </>
  );
}

function AskName({ busy, error, onName }: AskProps) {
  const [text, setText] = useState('');
  const name = toName(text);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name !== '') onName(name);
  };
  return (
    <form onSubmit={submit} className="contents">
      <DialogBody>
        <Field
          label="Which app?"
          value={text}
          onValueChange={setText}
          placeholder="My chat app"
          hint={
            name === '' ? (
              'The name is how you recognise it in questions and in the log.'
            ) : (
              <>
                In Patchbay it is called <strong className="font-mono font-medium text-ink">{name}</strong>.
              </>
            )
          }
        />
        {error === null ? null : <Notice tone="bad">{error.message}</Notice>}
      </DialogBody>
      <DialogFooter>
        <Button type="submit" tone="primary" disabled={name === ''} busy={busy}>
          Make its entry
        </Button>
      </DialogFooter>
    </form>
  );
}
