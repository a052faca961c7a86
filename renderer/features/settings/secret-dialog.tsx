import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { secretNamePattern } from '../../../contract/names.ts';
import { useClient } from '../../api/context.tsx';
import { keys } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogBody, DialogFooter } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Labelled } from '../../ui/labelled.tsx';
import { Notice } from '../../ui/notice.tsx';
import { SecretInput } from '../../ui/secret-input.tsx';

/** `set`: a server waits for it. `replace`: it has a value already. */
export type SecretTask = { readonly kind: 'add' } | { readonly kind: 'set' | 'replace'; readonly name: string };

interface SecretDialogProps {
  readonly task: SecretTask | null;
  readonly onClose: () => void;
}

/** Takes the value of a secret. It goes into the vault and is never shown again. */
export function SecretDialog({ task, onClose }: SecretDialogProps) {
  return (
    <Dialog
      open={task !== null}
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={task === null ? '' : titleOf(task)}
      description="It goes into the vault, and from there only into the servers that name it. Nobody can look at it again, you neither."
    >
      {task === null ? null : <SecretForm task={task} onDone={onClose} />}
    </Dialog>
  );
}

function titleOf(task: SecretTask): string {
  if (task.kind === 'add') return 'Add a secret';
  return task.kind === 'set' ? `Set ${task.name}` : `Replace ${task.name}`;
}

function SecretForm({ task, onDone }: { readonly task: SecretTask; readonly onDone: () => void }) {
  const [name, setName] = useState(task.kind === 'add' ? '' : task.name);
  const [value, setValue] = useState('');
  const set = useSetSecret(onDone);
  const ready = secretNamePattern.test(name) && value !== '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready && !set.isPending) set.mutate({ name, value });
  };
  return (
    <form onSubmit={submit} className="contents">
      <DialogBody>
        {task.kind === 'add' ? <NameField name={name} onChange={setName} /> : null}
        <Labelled label="Value" required={false} hint={task.kind === 'replace' ? replaceHint : null} fault={null}>
          {(control) => <SecretInput control={control} value={value} onChange={setValue} />}
        </Labelled>
        {set.error === null ? null : <Notice tone="bad">{set.error.message}</Notice>}
      </DialogBody>
      <DialogFooter>
        <Button type="submit" tone="primary" disabled={!ready} busy={set.isPending}>
          {task.kind === 'replace' ? 'Replace' : 'Put into the vault'}
        </Button>
      </DialogFooter>
    </form>
  );
}

function NameField({ name, onChange }: { readonly name: string; readonly onChange: (name: string) => void }) {
  const isUsable = name === '' || secretNamePattern.test(name);
  return (
    <Field
      label="Name"
      mono
      value={name}
      onValueChange={onChange}
      placeholder="github-token"
      aria-invalid={isUsable ? undefined : true}
      hint={isUsable ? nameHint : nameFault}
    />
  );
}

const nameFault = 'Use small letters, digits, hyphens and dots (64 at most), starting with a letter.';
const nameHint = 'Servers refer to it by this name; the value itself is written nowhere else.';
const replaceHint = 'Servers that run with the old value are started again with the new one.';

function useSetSecret(onDone: () => void) {
  const client = useClient();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (secret: { readonly name: string; readonly value: string }) => client.call('secrets.set', secret),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: keys.secrets });
      onDone();
    },
  });
}
