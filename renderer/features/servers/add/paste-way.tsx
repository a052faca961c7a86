import { useQuery } from '@tanstack/react-query';
import { ClipboardPaste } from 'lucide-react';
import { useState } from 'react';
import { useClient } from '../../../api/context.tsx';
import { readQuery } from '../../../api/queries.ts';
import { Blank } from '../../../ui/blank.tsx';
import { classes } from '../../../ui/classes.ts';
import { inputLook, Labelled } from '../../../ui/labelled.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { useSettled } from '../../../ui/use-settled.ts';
import { FaultyLine } from './faulty-line.tsx';
import { TakeForm } from './take-form.tsx';

const typingPauseMs = 300;
const longestText = 1_000_000;
const tooLong = new Error('This is too long. Paste only the part about the servers.');

/** Whatever a server's own page says to run, type or add. It is read while it is typed; nothing is run. */
export function PasteWay() {
  const [text, setText] = useState('');
  const settled = useSettled(text.length > longestText ? '' : text, typingPauseMs);
  const query = useQuery(readQuery(useClient(), settled));
  const isOld = settled !== text || query.isPlaceholderData;
  const fault = text.length > longestText ? tooLong : isOld ? null : query.error;
  return (
    <>
      <PasteField text={text} fault={fault} onChange={setText} />
      {/* What is shown is what would be added: until it was read again it can't be used. */}
      <div inert={isOld} className={classes('flex min-h-0 flex-1 flex-col pt-4 transition-opacity', isOld && 'opacity-60')}>
        {fault !== null ? (
          <FaultyLine text={text} fault={fault} />
        ) : query.data === undefined ? (
          <Waiting isEmpty={settled.trim() === ''} />
        ) : (
          <TakeForm candidates={query.data} />
        )}
      </div>
    </>
  );
}

interface PasteFieldProps {
  readonly text: string;
  readonly fault: Error | null;
  readonly onChange: (text: string) => void;
}

function PasteField({ text, fault, onChange }: PasteFieldProps) {
  return (
    <Labelled
      label="Command, address or settings"
      required={false}
      hint="It is only read: nothing runs, and nothing is sent anywhere."
      fault={fault?.message ?? null}
    >
      {(control) => (
        <textarea
          {...control}
          rows={4}
          autoComplete="off"
          spellCheck={false}
          placeholder="npx -y @modelcontextprotocol/server-github"
          value={text}
          onChange={(event) => onChange(event.target.value)}
          className={classes(inputLook, 'max-h-60 min-h-20 py-2 font-mono text-sm')}
        />
      )}
    </Labelled>
  );
}

function Waiting({ isEmpty }: { readonly isEmpty: boolean }) {
  if (!isEmpty) return <Skeleton lines={2} label="Reading …" />;
  return (
    <Blank icon={ClipboardPaste} title="Paste what the server’s own page tells you">
      A command such as <code className="font-mono text-xs">npx …</code> or <code className="font-mono text-xs">docker run …</code>, an
      address that starts with https://, or a piece of JSON, TOML or YAML with one or more servers in it.
    </Blank>
  );
}
