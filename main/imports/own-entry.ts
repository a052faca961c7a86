import { type Draft, type Piece, plainText, type Value } from './draft.ts';
import { baseName } from './program.ts';

/** Whether it is a way into Patchbay: taken over, Patchbay would be a server of itself. */
export function isPatchbay(draft: Draft): boolean {
  const { target } = draft;
  if (target.kind === 'builtin') return false;
  if (target.kind === 'http')
    return carriesOurKey(target.headers) || (isHere(target.url) && draft.name.trim().toLowerCase() === 'patchbay');
  if (target.env.has('PATCHBAY_APP_KEY')) return true;
  const words = [target.command, ...target.args].map((value) => plainText(value) ?? '');
  return words.some((word, index) => startsShim(word, words.slice(index + 1)));
}

function startsShim(word: string, rest: readonly string[]): boolean {
  const name = baseName(word);
  if (name === 'patchbay-shim') return true;
  if (/[\\/]shim[\\/]main\.js$/.test(word)) return rest.includes('--app');
  return /^patchbay(?:\.mjs)?$/.test(name) && rest.some((later) => later === 'shim' || later === '--app');
}

/** As `patchbay connect --http` gives it. */
function carriesOurKey(headers: ReadonlyMap<string, Value>): boolean {
  return [...headers.values()].some(({ pieces }) => /^Bearer pb_[a-z0-9-]+_[0-9a-f]{64}$/i.test(pieces.map(wholeText).join('')));
}

function wholeText(piece: Piece): string {
  if (typeof piece === 'string') return piece;
  return 'hidden' in piece ? piece.hidden : '';
}

function isHere(url: Value): boolean {
  return /^https?:\/\/(?:localhost|127\.|\[::1\])/i.test(plainText(url) ?? '');
}
