import { withoutSecrets } from '../audit/secret-text.ts';
import type { FoundDraft } from './documents.ts';
import { type Draft, type Piece, type Value, valuesOf, withValues } from './draft.ts';
import { type Surroundings, withQuestions } from './questions.ts';
import { withHiddenSecrets } from './secrets.ts';
import { couldAct, whatRuns } from './what-runs.ts';

/** Shorter texts stand in too many innocent ones. */
const shortestSecret = 6;

/** What was found, with its questions asked and its secrets hidden wherever they stand. */
export function prepared(found: FoundDraft, surroundings: Surroundings): Draft {
  const draft = withHiddenSecrets(withQuestions({ ...found, draft: withoutOddNames(found.draft) }, surroundings));
  const secrets = hiddenIn(draft).filter((secret) => secret.length >= shortestSecret);
  const runs = whatRuns(draft);
  const everywhere = withValues(draft, (value, { kind }) => {
    if (kind === 'command' || runs.get(value) === 'named') return value;
    return withoutKnown(value, secretsFor(value, secrets, { isCode: runs.get(value) === 'code', isAddress: kind === 'address' }));
  });
  const safe = (text: string) => withoutSecrets(secrets.reduce((rest, secret) => rest.replaceAll(secret, '…'), text));
  return {
    ...everywhere,
    name: safe(draft.name),
    title: safe(draft.title),
    summary: safe(draft.summary),
    warnings: draft.warnings.map(safe),
    questions: draft.questions.map((question) => ({
      ...question,
      description: safe(question.description),
      default: question.secret || question.default === null ? null : safe(question.default),
      choices: question.choices.map(safe),
    })),
  };
}

/** A name with an equals sign or a line break would reach the program as other variables. */
function withoutOddNames(draft: Draft): Draft {
  const { target } = draft;
  if (target.kind !== 'stdio') return draft;
  const env = new Map([...target.env].filter(([name]) => /^[^=\s\0]+$/.test(name)));
  if (env.size === target.env.size) return draft;
  const warning = 'A variable was left out, because its name is none that a program could read.';
  return { ...draft, target: { ...target, env }, warnings: [...draft.warnings, warning] };
}

export function hiddenIn(draft: Draft): string[] {
  return valuesOf(draft).flatMap(({ value }) =>
    value.pieces.flatMap((piece) => (typeof piece === 'object' && 'hidden' in piece ? [piece.hidden] : [])),
  );
}

interface Standing {
  readonly isCode: boolean;
  readonly isAddress: boolean;
}

/** What runs, and where, is shown even if it stands where a secret would, too. */
function secretsFor(value: Value, secrets: readonly string[], { isCode, isAddress }: Standing): readonly string[] {
  if (isCode) return secrets.filter((secret) => !couldAct(secret));
  if (!isAddress) return secrets;
  const host = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#\\]*@)?([^/?#\\]*)/i.exec(
    value.pieces.map((piece) => (typeof piece === 'string' ? piece : '')).join(''),
  );
  return secrets.filter((secret) => host?.[1]?.includes(secret) !== true);
}

/** A secret of one place may stand in another that doesn't look like it. */
function withoutKnown(value: Value, secrets: readonly string[]): Value {
  return {
    ...value,
    pieces: secrets.reduce<readonly Piece[]>((pieces, secret) => pieces.flatMap((piece) => cut(piece, secret)), value.pieces),
  };
}

function cut(piece: Piece, secret: string): Piece[] {
  if (typeof piece !== 'string' || !piece.includes(secret)) return [piece];
  return piece
    .split(secret)
    .flatMap((text, index): Piece[] => [...(index > 0 ? [{ hidden: secret }] : []), ...(text === '' ? [] : [text])]);
}
