import type { ImportCandidate } from '../../contract/imports.ts';
import { readable } from '../approvals/readable.ts';
import type { Draft, Piece, Place, Value } from './draft.ts';
import { valuesOf } from './draft.ts';

/** Stands for a secret; no part of it, and not its length. */
const masked = '•••••';

/** Exactly what would be run or connected to. Secrets are masked, and questions stand there by their label. */
export function shownCommand(draft: Draft): string {
  const shown = (value: Value) => quotedWord(shownValue(value, draft));
  const { target } = draft;
  if (target.kind === 'http') return shownValue(target.url, draft);
  if (target.kind === 'builtin') return ['built-in', target.builtin, ...target.roots.map(shown)].join(' ');
  return [target.command, ...target.args].map(shown).join(' ');
}

/** Variables and headers by name, and the folder that it runs in. */
export function shownSettings(draft: Draft): ImportCandidate['settings'] {
  return valuesOf(draft)
    .filter(({ place }) => place.kind === 'variable' || place.kind === 'header' || (place.kind === 'folder' && place.key === 'cwd'))
    .map(({ value, place }) => ({
      place: place.key,
      value: shownValue(value, draft),
      secret: value.pieces.some((piece) => isSecret(piece, draft)),
    }));
}

/** Where a secret stands, for a person. */
export function shownPlace({ kind, key }: Place): string {
  if (kind === 'variable') return `the variable ${key}`;
  if (kind === 'header') return `the header ${key}`;
  if (kind === 'address') return 'the address';
  return key === '' ? 'an argument' : `the argument ${key}`;
}

function shownValue({ pieces }: Value, draft: Draft): string {
  return readable(pieces.map((piece) => shownPiece(piece, draft)).join(''));
}

function shownPiece(piece: Piece, { questions }: Draft): string {
  if (typeof piece === 'string') return piece;
  if ('hidden' in piece) return masked;
  return `‹${questions.find(({ key }) => key === piece.ask)?.label ?? piece.ask}›`;
}

function isSecret(piece: Piece, { questions }: Draft): boolean {
  if (typeof piece === 'string') return false;
  return 'hidden' in piece || questions.some(({ key, secret }) => secret && key === piece.ask);
}

/** Quoted where a space or a quote would mislead the eye. */
function quotedWord(word: string): string {
  return /^[\w@%+=:,./~\\{}•‹›?&#[\]-]+$/.test(word) ? word : JSON.stringify(word);
}
