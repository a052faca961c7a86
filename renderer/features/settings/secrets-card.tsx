import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import type { Secret } from '../../../contract/vault.ts';
import { useSecrets, useVault } from '../../api/safekeeping.ts';
import { Blank } from '../../ui/blank.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/page.tsx';
import { Unready } from '../../ui/unready.tsx';
import { SecretDialog, type SecretTask } from './secret-dialog.tsx';
import { SecretRow } from './secret-row.tsx';

/** The secrets by name, and who uses them. Values go in and never come out. */
export function SecretsCard() {
  const [task, setTask] = useState<SecretTask | null>(null);
  const query = useSecrets();
  const canWrite = useVault().data?.state === 'open';
  const add = (
    <Button disabled={!canWrite} onClick={() => setTask({ kind: 'add' })}>
      <Plus aria-hidden className="size-4" />
      Add a secret
    </Button>
  );
  return (
    <Card title="Secrets" actions={add}>
      {query.data === undefined ? (
        <Unready query={query} what="The names of the secrets" lines={3} />
      ) : (
        <Rows secrets={query.data} canWrite={canWrite} onTask={setTask} />
      )}
      <SecretDialog task={task} onClose={() => setTask(null)} />
    </Card>
  );
}

interface RowsProps {
  readonly secrets: readonly Secret[];
  readonly canWrite: boolean;
  readonly onTask: (task: SecretTask) => void;
}

function Rows({ secrets, canWrite, onTask }: RowsProps) {
  if (secrets.length === 0) {
    return (
      <Blank icon={KeyRound} title="No secrets yet">
        Keys and passwords that servers ask for come here by themselves when you add a server. Their values are never shown again.
      </Blank>
    );
  }
  return (
    <ul className="divide-y divide-line">
      {missingFirst(secrets).map((secret) => (
        <li key={secret.name} className="[contain-intrinsic-size:auto_3.5rem] [content-visibility:auto]">
          <SecretRow
            secret={secret}
            canWrite={canWrite}
            onWrite={() => onTask({ kind: secret.missing ? 'set' : 'replace', name: secret.name })}
          />
        </li>
      ))}
    </ul>
  );
}

function missingFirst(secrets: readonly Secret[]): readonly Secret[] {
  return secrets.toSorted((a, b) => Number(b.missing) - Number(a.missing));
}
