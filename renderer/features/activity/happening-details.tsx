import type { ReactNode } from 'react';
import type { AuditRecord } from '../../../contract/models.ts';
import { CodeBlock } from '../../ui/code-block.tsx';
import { formatDuration } from '../../ui/format.ts';
import { Time } from '../../ui/time.tsx';
import { UntrustedText } from '../../ui/untrusted-text.tsx';
import type { Happening } from './fold-calls.ts';
import { decisionInWords, kindInWords, prettyJson, statusWords } from './words.ts';

/** Everything that the log holds about one happening. */
export function HappeningDetails({ happening: { newest, story } }: { readonly happening: Happening }) {
  const sent = newest.arguments ?? story.find((record) => record.arguments !== null)?.arguments ?? null;
  return (
    <div className="grid grid-cols-[minmax(0,3fr)_minmax(0,4fr)] gap-6 pt-1 pr-4 pb-4 pl-11 max-lg:grid-cols-1">
      <div className="space-y-4">
        <dl className="grid grid-cols-[5.5rem_minmax(0,1fr)] gap-x-3 gap-y-1 text-sm">
          <Facts record={newest} />
        </dl>
        {story.length === 1 ? null : <Story records={story} />}
      </div>
      {sent === null ? null : (
        <section>
          <h2 className="mb-1.5 text-xs font-medium text-ink-soft">Arguments, with secrets taken out</h2>
          <CodeBlock label="Arguments" text={prettyJson(sent)} />
        </section>
      )}
    </div>
  );
}

function Facts({ record }: { readonly record: AuditRecord }) {
  const decision = decisionInWords(record);
  return (
    <>
      <Fact term="Exactly">
        <time className="font-mono text-xs">{record.at}</time>
      </Fact>
      <TextFact term="App" text={record.app} />
      <TextFact term="Session" text={record.session} />
      <TextFact term="Server" text={record.server} />
      <TextFact term="Decision" text={decision} />
      {record.status === null ? null : <Fact term="Result">{statusWords[record.status]}</Fact>}
      <TextFact term="Error" text={record.code} />
      {record.durationMs === null ? null : <Fact term="Took">{formatDuration(record.durationMs)}</Fact>}
      <TextFact term="Detail" text={record.detail} />
      <Fact term="Record">{record.sequence}</Fact>
      <Fact term="Hash">
        <code className="font-mono text-xs wrap-anywhere text-ink-soft select-text">{record.hash}</code>
      </Fact>
    </>
  );
}

function Fact({ term, children }: { readonly term: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-faint">{term}</dt>
      <dd className="wrap-anywhere select-text">{children}</dd>
    </>
  );
}

function TextFact({ term, text }: { readonly term: string; readonly text: string | null }) {
  if (text === null) return null;
  return (
    <Fact term={term}>
      <UntrustedText text={text} />
    </Fact>
  );
}

/** What happened to one call, step by step. */
function Story({ records }: { readonly records: readonly AuditRecord[] }) {
  return (
    <section>
      <h2 className="mb-1.5 text-xs font-medium text-ink-soft">Step by step</h2>
      <ol className="space-y-1 border-l border-line pl-3 text-xs text-ink-soft">
        {records.map((record) => (
          <li key={record.sequence} className="wrap-anywhere">
            <Time at={record.at} /> <strong className="font-medium text-ink">{kindInWords(record.kind)}</strong>
            {record.detail === null ? null : (
              <>
                {' '}
                <UntrustedText text={record.detail} />
              </>
            )}
            <span className="text-ink-faint"> #{record.sequence}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
