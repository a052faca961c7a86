import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useClient } from '../../api/context.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogBody, DialogFooter } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { toName } from '../../../contract/names.ts';
import { Notice } from '../../ui/notice.tsx';
import { AppEntryView } from './app-entry-view.tsx';
import { knownPlaces } from './known-places.ts';

interface ConnectAppDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** Asks which app, then shows what to paste into that app's own settings. */
export function ConnectAppDialog({ open, onOpenChange }: ConnectAppDialogProps) {
  const client = useClient();
  const connect = useMutation({ mutationFn: (app: string) => client.call('apps.connect', { app }) });
  const change = (next: boolean) => {
    onOpenChange(next);
    if (!next) connect.reset();
  };
  return (
    <Dialog
      open={open}
      onOpenChange={change}
      title="Connect an app"
      description="For now this takes one paste into the app’s own settings. A later version does it with one click, and one click back."
    >
      {connect.data === undefined ? (
        <AskName busy={connect.isPending} error={connect.error} onName={connect.mutate} />
      ) : (
        <AppEntryView entry={connect.data} onDone={() => change(false)} />
      )}
    </Dialog>
  );
}

interface AskNameProps {
  readonly busy: boolean;
  readonly error: Error | null;
  readonly onName: (name: string) => void;
}

function AskName({ busy, error, onName }: AskNameProps) {
  const [text, setText] = useState('');
  const name = toName(text);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name !== '') onName(name);
  };
  return (
    <form onSubmit={submit} className="contents">
      <DialogBody>
        <KnownApps chosen={name} onChoose={setText} />
        <Field
          label="Which app?"
          value={text}
          onValueChange={setText}
          placeholder="Claude Desktop"
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

function KnownApps({ chosen, onChoose }: { readonly chosen: string; readonly onChoose: (label: string) => void }) {
  return (
    <fieldset aria-label="Apps that people often have" className="flex min-w-0 flex-wrap gap-2">
      {knownPlaces.map(({ app, label }) => (
        <Button
          key={app}
          aria-pressed={chosen === app}
          className="aria-pressed:border-accent aria-pressed:text-accent"
          onClick={() => onChoose(label)}
        >
          {label}
        </Button>
      ))}
    </fieldset>
  );
}
