import { KeyRound, TriangleAlert } from 'lucide-react';
import type { ImportCandidate } from '../../../../contract/imports.ts';
import { countOf } from '../../../ui/format.ts';
import { LongText } from '../../../ui/long-text.tsx';
import { UntrustedText } from '../../../ui/untrusted-text.tsx';
import { type Choice, withAnswers } from './choices.ts';

const headings = {
  stdio: 'What will be run, with your rights, on this computer',
  http: 'What your apps’ requests will be sent to',
  builtin: 'Ships with Patchbay and runs inside it',
} as const;

interface CommandBoxProps {
  readonly candidate: ImportCandidate;
  /** Its answers stand in the place of the questions. */
  readonly choice: Choice;
}

/** Exactly what adding it would run or connect to: in full, with its variables and headers. */
export function CommandBox({ candidate, choice }: CommandBoxProps) {
  const { kind, settings, title, command } = candidate;
  return (
    <div className="rounded-lg border border-line bg-sunken p-3">
      <p className="mb-1.5 text-xs font-medium text-ink-soft">{headings[kind]}</p>
      <LongText label={`Command of ${title}`} text={withAnswers(command, candidate, choice)} mono />
      {settings.length === 0 ? null : (
        <ul className="mt-2 max-h-40 space-y-0.5 overflow-y-auto border-t border-line pt-2 font-mono text-xs">
          {settings.map(({ place, value }) => (
            <li key={place} className="wrap-anywhere">
              <span className="text-ink-soft">
                <UntrustedText text={place} />
              </span>{' '}
              <UntrustedText text={withAnswers(value, candidate, choice)} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Which of its texts are secrets, and where they go. */
export function FoundSecrets({ secrets }: Pick<ImportCandidate, 'secrets'>) {
  if (secrets.length === 0) return null;
  return (
    <div className="flex items-start gap-2 text-xs text-ink-soft">
      <KeyRound aria-hidden className="mt-0.5 size-3.5 shrink-0 text-accent" />
      <p className="min-w-0 wrap-anywhere">
        <span className="font-medium text-ink">
          {countOf(secrets.length, 'secret')} {secrets.length === 1 ? 'moves' : 'move'} into the vault:
        </span>{' '}
        {secrets.map(({ place, name }, index) => (
          <span key={place}>
            {index === 0 ? '' : ', '}
            <UntrustedText text={place} />, as <span className="font-mono">{name}</span>
          </span>
        ))}
      </p>
    </div>
  );
}

/** What is risky about it. */
export function Warnings({ warnings }: Pick<ImportCandidate, 'warnings'>) {
  if (warnings.length === 0) return null;
  return (
    <ul className="space-y-1">
      {warnings.map((warning) => (
        <li key={warning} className="flex items-start gap-2 text-xs text-ink-soft">
          <TriangleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0 text-warn" />
          <span className="min-w-0 wrap-anywhere">
            <UntrustedText text={warning} />
          </span>
        </li>
      ))}
    </ul>
  );
}
