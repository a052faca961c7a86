import { ExternalLink } from 'lucide-react';
import type { MouseEvent, ReactNode } from 'react';
import type { Elicitation } from '../../../contract/elicitations.ts';
import { useApi, useClient } from '../../api/context.tsx';
import { Button, buttonClass } from '../../ui/button.tsx';
import { classes } from '../../ui/classes.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useTellFailure } from '../../ui/toasts.tsx';
import { UntrustedText } from '../../ui/untrusted-text.tsx';
import { ElicitationAnswers, ElicitationFacts } from './elicitation-parts.tsx';
import { LostNotice } from './lost-notice.tsx';
import { QuestionFrame } from './question-frame.tsx';
import { QuestionTitle } from './question.tsx';
import type { Answering } from './use-answer.ts';
import { waitingLook } from './waiting-look.ts';

type Page = Extract<Elicitation, { kind: 'page' }>;

interface ElicitationPageProps {
  readonly layout: 'card' | 'window';
  readonly page: Page;
  readonly countdown: ReactNode;
  readonly answering: Answering;
}

/** A server asks the person to go to a web page. It opens by a click here and never by itself. */
export function ElicitationPage({ layout, page, countdown, answering }: ElicitationPageProps) {
  return (
    <QuestionFrame
      layout={layout}
      title={<QuestionTitle question={page} />}
      countdown={countdown}
      answers={<PageAnswers page={page} answering={answering} />}
    >
      <div className="space-y-4">
        {layout === 'window' ? <LostNotice /> : null}
        <ElicitationFacts elicitation={page} />
        <Address page={page} />
        <Lookalike host={page.host} />
      </div>
    </QuestionFrame>
  );
}

function Address({ page: { id, address, host } }: { readonly page: Page }) {
  const go = useGo(id);
  const start = address.indexOf('//') + '//'.length;
  return (
    <section aria-label="The page">
      <h3 className="mb-1.5 text-xs font-semibold text-ink-soft">
        The page belongs to <strong className="font-mono text-sm font-semibold text-ink wrap-anywhere">{host}</strong>
      </h3>
      <div className="flex items-start gap-3 rounded-lg border border-line bg-sunken p-3">
        <p className="min-w-0 flex-1 font-mono text-xs text-ink-soft wrap-anywhere select-text">
          {address.slice(0, start)}
          <mark className="bg-transparent font-semibold text-ink">{host}</mark>
          {address.slice(start + host.length)}
        </p>
        <CopyButton text={address} label="Copy the address" onCopied={() => go('person')} />
      </div>
    </section>
  );
}

/** Names in other alphabets are spelled `xn--`; in that spelling nothing looks like something else, but few can read it. */
function Lookalike({ host }: { readonly host: string }) {
  if (!host.split('.').some((label) => label.startsWith('xn--'))) return null;
  return (
    <Notice tone="warn" title="Look at this name twice">
      It holds letters of other alphabets, written as “xn--…”, which can pose as a name that you know.
    </Notice>
  );
}

function PageAnswers({ page, answering }: { readonly page: Page; readonly answering: Answering }) {
  const yes = (ready: boolean) => (
    <>
      <OpenPage page={page} ready={ready} />
      <Button
        tone={page.opened ? 'primary' : 'plain'}
        aria-disabled={!ready}
        busy={answering.given === 'accept'}
        className={waitingLook(ready)}
        onClick={() => {
          if (ready) answering.answer('accept');
        }}
      >
        Done
      </Button>
    </>
  );
  return <ElicitationAnswers elicitation={page} answering={answering} yes={yes} note={<PageNote page={page} />} />;
}

function PageNote({ page: { server, opened } }: { readonly page: Page }) {
  if (!opened) return 'Only open pages that you expect, and look at who they belong to.';
  return (
    <>
      Finish on the page, then press “Done”. <UntrustedText text={server} /> may also say by itself that it is done.
    </>
  );
}

/** In Electron the shell opens the browser; in a tab it is a plain link that tells the page nothing about us. */
function OpenPage({ page: { id, address, opened }, ready }: { readonly page: Page; readonly ready: boolean }) {
  const { shell } = useApi().connection;
  const go = useGo(id);
  const tone = opened ? 'plain' : 'primary';
  const content = (
    <>
      Open in browser <ExternalLink aria-hidden className="size-3.5" />
    </>
  );
  const follow = (event: MouseEvent) => {
    if (ready) go('person');
    else event.preventDefault();
  };
  if (shell === 'desktop') {
    return (
      <Button tone={tone} aria-disabled={!ready} className={waitingLook(ready)} onClick={() => (ready ? go('patchbay') : undefined)}>
        {content}
      </Button>
    );
  }
  return (
    <a
      href={address}
      target="_blank"
      rel="noopener noreferrer"
      aria-disabled={!ready}
      className={classes(buttonClass(tone), waitingLook(ready))}
      onClick={follow}
    >
      {content}
    </a>
  );
}

function useGo(id: string): (by: 'person' | 'patchbay') => void {
  const client = useClient();
  const tellFailure = useTellFailure();
  return (by) => {
    client.call('elicitations.open', { id, by }).catch((error: Error) => tellFailure('The page couldn’t be opened', error));
  };
}
