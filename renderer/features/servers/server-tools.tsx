import { useQuery } from '@tanstack/react-query';
import { Wrench } from 'lucide-react';
import type { Server, Tool } from '../../../contract/models.ts';
import { useClient } from '../../api/context.tsx';
import { toolsQuery } from '../../api/queries.ts';
import { Blank } from '../../ui/blank.tsx';
import { countOf } from '../../ui/format.ts';
import { RiskBadge } from '../../ui/risk-badge.tsx';
import { Unready } from '../../ui/unready.tsx';
import { UntrustedText } from '../../ui/untrusted-text.tsx';
import { VirtualList } from '../../ui/virtual-list.tsx';

const rowHeight = 64;

/** What the server offers, each with its risk and why. */
export function ServerTools({ server }: { readonly server: Server }) {
  const query = useQuery(toolsQuery(useClient(), server.name, server.tools));
  return (
    <div className="flex min-h-0 flex-col overflow-hidden rounded-xl border border-line bg-surface shadow-card">
      {query.data === undefined ? <Unready query={query} what="The tools" lines={3} /> : <Rows tools={query.data} />}
    </div>
  );
}

function Rows({ tools }: { readonly tools: readonly Tool[] }) {
  if (tools.length === 0) {
    return (
      <Blank icon={Wrench} title="No tools known yet">
        Patchbay learns a server’s tools the first time it runs. Start it; if it stays empty, its log says why.
      </Blank>
    );
  }
  return <VirtualList label="Tools" items={tools} keyOf={(tool) => tool.name} estimate={rowHeight} row={ToolRow} />;
}

function ToolRow({ item: tool }: { readonly item: Tool }) {
  return (
    <div className="flex items-start gap-4 px-5 py-3">
      <div className="min-w-0 flex-1">
        <p className="font-mono text-sm font-medium wrap-anywhere">
          <UntrustedText text={tool.name} />
        </p>
        <p className="mt-0.5 text-xs text-ink-soft wrap-anywhere">
          <UntrustedText text={tool.summary === '' ? (tool.title ?? '') : tool.summary} />
        </p>
      </div>
      <div className="flex w-64 shrink-0 flex-col items-end gap-1 text-right">
        <div className="flex items-center gap-2.5">
          <span className="text-xs text-ink-faint tabular-nums">{countOf(tool.tokens, 'token')}</span>
          <RiskBadge risk={tool.risk} />
        </div>
        <p className="text-xs text-ink-faint wrap-anywhere">
          <UntrustedText text={tool.riskReason} />
        </p>
      </div>
    </div>
  );
}
