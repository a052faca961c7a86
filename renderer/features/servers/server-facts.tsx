import type { ReactNode } from 'react';
import type { Server } from '../../../contract/models.ts';
import { countOf, formatCount } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import { ServerStateLabel } from '../../ui/server-state.tsx';
import { TimeAgo } from '../../ui/time.tsx';
import { UntrustedText } from '../../ui/untrusted-text.tsx';

const behind = { builtin: 'Ships with Patchbay', http: 'Address', stdio: 'Command' } as const;

/** How one server is, and the exact command behind it. */
export function ServerFacts({ server }: { readonly server: Server }) {
  return (
    <section aria-label="Facts" className="space-y-3">
      <dl className="flex flex-wrap gap-x-10 gap-y-3 rounded-xl border border-line bg-surface px-5 py-4 shadow-card">
        <Fact term="State">
          <ServerStateLabel server={server} />
        </Fact>
        {server.startedAt === null ? null : (
          <Fact term="Started">
            <TimeAgo at={server.startedAt} />
          </Fact>
        )}
        {server.pid === null ? null : <Fact term="Process">{server.pid}</Fact>}
        {server.startedAt === null ? null : <Fact term="Calls right now">{formatCount(server.callsInFlight)}</Fact>}
        <Fact term={behind[server.kind]}>
          <code className="font-mono text-xs wrap-anywhere">
            <UntrustedText text={server.command} />
          </code>
        </Fact>
      </dl>
      {server.prompts + server.resources === 0 ? null : (
        <p className="text-sm text-ink-soft">
          Beside tools it offers {countOf(server.prompts, 'prompt')} and {countOf(server.resources, 'resource')}.
        </p>
      )}
      {server.lastError === null || server.state === 'needs-sign-in' ? null : (
        <Notice tone="bad" title="What went wrong last">
          <UntrustedText text={server.lastError} />
        </Notice>
      )}
      {server.noiseLines === 0 ? null : (
        <Notice tone="warn">
          It wrote {countOf(server.noiseLines, 'line')} where only answers belong. Patchbay skips them; if calls fail, tell whoever made
          this server.
        </Notice>
      )}
    </section>
  );
}

function Fact({ term, children }: { readonly term: string; readonly children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs whitespace-nowrap text-ink-faint">{term}</dt>
      <dd className="mt-0.5 text-sm tabular-nums">{children}</dd>
    </div>
  );
}
