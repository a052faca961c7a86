import { type FormEvent, useState } from 'react';
import type { KnownApp } from '../../../contract/known-apps.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Card } from '../../ui/page.tsx';
import { ChangeDialog } from './change-dialog.tsx';
import type { Change } from './use-change.ts';

/** Connecting the app in one project only: the entry goes into a file inside that folder, which others may get with it. */
export function AppProject({ app }: { readonly app: KnownApp }) {
  const [folder, setFolder] = useState('');
  const [change, setChange] = useState<Change | null>(null);
  const project = folder.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (project !== '') setChange({ action: 'wire', project });
  };
  return (
    <Card title="In one project only">
      <form onSubmit={submit} className="flex items-start gap-3 px-5 py-3.5">
        <div className="min-w-0 flex-1">
          <Field
            label="The project’s folder"
            mono
            value={folder}
            onValueChange={setFolder}
            placeholder="/home/ada/shop"
            hint="The entry then goes into a file of the project, with a key in it: don’t share that file with others."
          />
        </div>
        <Button type="submit" disabled={project === ''} className="mt-6.5 h-9">
          Show the change
        </Button>
      </form>
      <ChangeDialog app={app} change={change} onClose={() => setChange(null)} />
    </Card>
  );
}
