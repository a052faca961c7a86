import { KeyRound, LogIn, TriangleAlert } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import type { ImportCandidate } from '../../contract/imports.ts';
import { LongText } from './long-text.tsx';
import { UntrustedText } from './untrusted-text.tsx';

interface FoundServerProps {
  readonly candidate: ImportCandidate;
  readonly checked: boolean;
  /** Why it can't be chosen; null: it can. */
  readonly refusal: string | null;
  readonly onChange: (checked: boolean) => void;
}

/** A server that was found somewhere, to be chosen: exactly what it runs, which of its values are secrets, what is risky about it. */
export function FoundServer({ candidate, checked, refusal, onChange }: FoundServerProps) {
  const id = useId();
  const { title, name, source, command, secrets, warnings, signsIn, duplicateOf } = candidate;
  return (
    <div className="flex items-start gap-2.5 px-5 py-3">
      <input
        id={id}
        type="checkbox"
        checked={checked && refusal === null}
        disabled={refusal !== null}
        onChange={(event) => onChange(event.target.checked)}
        className="mt-1 size-4 shrink-0 accent-accent"
      />
      <div className="min-w-0 flex-1 space-y-1">
        <label htmlFor={id} className="block wrap-anywhere">
          <span className="font-medium">
            <UntrustedText text={title} />
          </span>
          {name === title || duplicateOf !== null ? null : (
            <span className="ml-2 text-xs text-ink-faint">
              as <span className="font-mono">{name}</span>
            </span>
          )}
          <span className="ml-2 text-xs text-ink-faint">
            from <UntrustedText text={source} />
          </span>
        </label>
        <div className="text-ink-soft">
          <LongText label={`What ${name} runs`} text={command} mono />
        </div>
        {secrets.length === 0 || duplicateOf !== null ? null : (
          <Fact icon={<KeyRound aria-hidden className="mt-0.5 size-3.5 shrink-0 text-ok" />}>
            Moves into the vault: <UntrustedText text={secrets.map(({ place }) => place).join(', ')} />
          </Fact>
        )}
        {signsIn ? (
          <Fact icon={<LogIn aria-hidden className="mt-0.5 size-3.5 shrink-0 text-accent" />}>Signs in with the browser</Fact>
        ) : null}
        {duplicateOf === null ? null : <p className="text-xs text-ink-soft">Patchbay already has it as {duplicateOf}.</p>}
        {warnings.map((warning) => (
          <Fact key={warning} icon={<TriangleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0 text-warn" />}>
            <UntrustedText text={warning} />
          </Fact>
        ))}
        {refusal === null ? null : <p className="text-xs font-medium text-warn">{refusal}</p>}
      </div>
    </div>
  );
}

function Fact({ icon, children }: { readonly icon: ReactNode; readonly children: ReactNode }) {
  return (
    <p className="flex items-start gap-1.5 text-xs text-ink-soft">
      {icon}
      <span className="min-w-0 wrap-anywhere">{children}</span>
    </p>
  );
}

/** Why a found server can't be taken over with a click; null: it can. */
export function refusalOf({ questions }: ImportCandidate): string | null {
  const open = questions.filter((question) => question.required && question.default === null);
  if (open.length === 0) return null;
  return `It asks for ${open.map(({ label }) => label).join(', ')} first: add it on the Servers page.`;
}
