import type { ReactNode } from 'react';
import type { ImportCandidate } from '../../../contract/imports.ts';
import { FoundServer } from '../../ui/found-server.tsx';
import { Card } from '../../ui/page.tsx';
import { VirtualList } from '../../ui/virtual-list.tsx';

const rowHeight = 88;

interface ProposedServersProps {
  readonly servers: readonly ImportCandidate[];
  /** What the person took the check away from. */
  readonly without: ReadonlySet<string>;
  readonly onToggle: (id: string, checked: boolean) => void;
  /** What applies to all of them. */
  readonly children: ReactNode;
}

interface Choice {
  readonly candidate: ImportCandidate;
  readonly checked: boolean;
  readonly choose: (checked: boolean) => void;
}

/** The servers that would be taken over, each with exactly what it runs. */
export function ProposedServers({ servers, without, onToggle, children }: ProposedServersProps) {
  const choices = servers.map((candidate): Choice => ({
    candidate,
    checked: !without.has(candidate.id),
    choose: (checked) => onToggle(candidate.id, checked),
  }));
  return (
    <Card title="Take over these servers">
      <div className="flex max-h-112 flex-col">
        <VirtualList
          label="Servers to take over"
          items={choices}
          keyOf={({ candidate }) => candidate.id}
          estimate={rowHeight}
          row={ChoiceRow}
        />
      </div>
      {children}
    </Card>
  );
}

function ChoiceRow({ item: { candidate, checked, choose } }: { readonly item: Choice }) {
  return <FoundServer candidate={candidate} checked={checked} refusal={null} onChange={choose} />;
}
