import { useMemo, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/code-block.tsx';
import { LongText } from '../../ui/long-text.tsx';
import { UntrustedText } from '../../ui/untrusted-text.tsx';
import { type ArgumentField, readFields } from './argument-fields.ts';

/** The arguments in full: by name, or in the exact spelling that will be sent. */
export function ArgumentsView({ title, text }: { readonly title: string; readonly text: string }) {
  const fields = useMemo(() => readFields(text), [text]);
  const [asJson, setAsJson] = useState(false);
  return (
    <section aria-label={title}>
      <header className="mb-1.5 flex h-7 items-center justify-between">
        <h3 className="text-xs font-semibold text-ink-soft">{title}</h3>
        {fields === null ? null : (
          <Button tone="quiet" className="h-6 px-2 text-xs" aria-pressed={asJson} onClick={() => setAsJson(!asJson)}>
            {asJson ? 'Show by name' : 'Show the exact text'}
          </Button>
        )}
      </header>
      {fields === null || asJson ? <CodeBlock label={`${title} as JSON`} text={text} /> : <Fields fields={fields} />}
    </section>
  );
}

function Fields({ fields }: { readonly fields: readonly ArgumentField[] }) {
  if (fields.length === 0)
    return (
      <p className="rounded-lg border border-line bg-sunken px-3 py-2 text-sm text-ink-soft">None: the tool is called without arguments.</p>
    );
  return (
    <dl className="divide-y divide-line rounded-lg border border-line bg-sunken">
      {fields.map((field, index) => (
        // JSON allows a name twice; the place tells them apart.
        <div key={index} className="px-3 py-2">
          <dt className="font-mono text-xs text-ink-faint wrap-anywhere">
            <UntrustedText text={field.name} />
          </dt>
          <dd className="mt-0.5">
            <Value field={field} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Value({ field }: { readonly field: ArgumentField }) {
  if (field.value === '') return <em className="text-sm text-ink-faint">empty text</em>;
  return <LongText label={field.name} text={field.value} mono={field.kind === 'json'} />;
}
