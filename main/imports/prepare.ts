import { withoutSecrets } from '../audit/secret-text.ts';
import type { FoundDraft } from './documents.ts';
import { type Draft, type Piece, type Value, valuesOf, withValues } from './draft.ts';
import { type Surroundings, withQuestions } from './questions.ts';
import { withHiddenSecrets } from './secrets.ts';

/** Shorter texts stand in too many innocent ones. */
const shortestSecret = 6;

/** What was found, with its questions asked and its secrets hidden wherever they stand. */
export function prepared(found: FoundDraft, surroundings: Surroundings): Draft {
  const draft = withHiddenSecrets(withQuestions(found, surroundings));
  const secrets = hiddenIn(draft).filter((secret) => secret.length >= shortestSecret);
  const everywhere = withValues(draft, (value, { kind }) => (kind === 'command' ? value : withoutKnown(value, secrets)));
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

export function hiddenIn(draft: Draft): string[] {
  return valuesOf(draft).flatMap(({ value }) =>
    value.pieces.flatMap((piece) => (typeof piece === 'object' && 'hidden' in piece ? [piece.hidden] : [])),
  );
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
