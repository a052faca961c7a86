import type { Question } from '../../../contract/elicitations.ts';
import type { Approval } from '../../../contract/models.ts';
import { useAppNames } from '../../api/live.ts';
import { AppName } from '../../ui/app-name.tsx';
import { LongText } from '../../ui/long-text.tsx';
import { RiskBadge, riskMeaning } from '../../ui/risk-badge.tsx';
import { UntrustedText } from '../../ui/untrusted-text.tsx';
import { ArgumentsView } from './arguments-view.tsx';

/** Who asks for what, as one sentence. */
export function QuestionTitle({ question }: { readonly question: Question }) {
  const { server } = question;
  switch (question.kind) {
    case 'server':
      return (
        <>
          Let the server <UntrustedText text={server} /> run like this?
        </>
      );
    case 'form':
      return (
        <>
          <UntrustedText text={server} /> asks you something
        </>
      );
    case 'page':
      return (
        <>
          <UntrustedText text={server} /> asks you to go to a page
        </>
      );
    case 'call':
      return <CallTitle approval={question} />;
  }
}

function CallTitle({ approval }: { readonly approval: Approval }) {
  return (
    <>
      {approval.app === null ? 'An app' : <AppName id={approval.app} />} wants to use <UntrustedText text={toolOf(approval)} />
    </>
  );
}

/** `files.write_file` → `write_file`: the server stands on its own line. */
function toolOf({ server, tool }: Approval): string {
  if (tool === null) return 'a tool';
  return tool.startsWith(`${server}.`) ? tool.slice(server.length + 1) : tool;
}

/** Everything that a person needs to decide, and nothing that the server could dress up. */
export function QuestionBody({ approval }: { readonly approval: Approval }) {
  return (
    <div className="space-y-4">
      <Facts approval={approval} />
      <ArgumentsView title={approval.kind === 'call' ? 'With these arguments' : 'Exactly what would run'} text={approval.argumentsText} />
      {approval.claim === null ? null : <Claim server={approval.server} text={approval.claim} />}
    </div>
  );
}

function Facts({ approval }: { readonly approval: Approval }) {
  const nameOf = useAppNames();
  return (
    <dl className="flex flex-wrap gap-x-6 gap-y-1.5 text-sm">
      {approval.app === null ? null : <Fact term="App" text={nameOf(approval.app)} />}
      <Fact term="Server" text={approval.server} />
      {approval.tool === null ? null : <Fact term="Tool" text={approval.tool} />}
      <Risk approval={approval} />
    </dl>
  );
}

function Risk({ approval: { risk, riskReason } }: { readonly approval: Approval }) {
  return (
    <div className="w-full">
      <dt className="sr-only">{risk === null ? 'Why you are asked' : 'Risk'}</dt>
      <dd className="flex flex-wrap items-center gap-x-2 gap-y-1">
        {risk === null ? null : (
          <>
            <RiskBadge risk={risk} />
            <span>{riskMeaning(risk)}</span>
          </>
        )}
        <span className="text-ink-soft">
          Why: <UntrustedText text={riskReason} />.
        </span>
      </dd>
    </div>
  );
}

export function Fact({ term, text }: { readonly term: string; readonly text: string }) {
  return (
    <div className="flex min-w-0 items-baseline gap-2">
      <dt className="text-ink-faint">{term}</dt>
      <dd className="min-w-0 font-mono text-[0.8125rem] wrap-anywhere">
        <UntrustedText text={text} />
      </dd>
    </div>
  );
}

function Claim({ server, text }: { readonly server: string; readonly text: string }) {
  return (
    <section aria-label="What the server claims">
      <h3 className="mb-1.5 text-xs font-semibold text-ink-soft">
        What <UntrustedText text={server} /> says about this tool{' '}
        <span className="font-normal text-ink-faint">(its own words, not checked)</span>
      </h3>
      <blockquote className="border-l-2 border-line pl-3 text-ink-soft">
        <LongText label="What the server claims" text={text} />
      </blockquote>
    </section>
  );
}
