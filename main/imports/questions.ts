import { sep } from 'node:path';
import type { ServerQuestion } from '../../contract/imports.ts';
import type { JsonRecord } from '../lib/json-record.ts';
import { withContainerVariables } from './container-variables.ts';
import type { FoundDraft } from './documents.ts';
import { type Draft, type Piece, type Place, plainText, type Value, withValues } from './draft.ts';
import { saysTrue } from './fields.ts';
import { type Hole, holesIn } from './placeholders.ts';
import { holdsSecret, soundsSecret } from './secrets.ts';
import { whatRuns } from './what-runs.ts';

/** What of this computer a server's values may name. */
export interface Surroundings {
  /** Of Patchbay's own environment. */
  readonly variable: (name: string) => string | undefined;
  readonly homeDirectory: string;
}

/** The draft with everything that only the person knows as a question, and what this computer knows filled in. */
export function withQuestions({ draft, inputs }: FoundDraft, surroundings: Surroundings): Draft {
  const asking = new Asking(draft, inputs, surroundings);
  const passedOn = withContainerVariables(draft);
  const runs = whatRuns(passedOn);
  const asked = withValues(passedOn, (value, place) => asking.value(value, place, { isCode: runs.get(value) === 'code' }));
  return {
    ...asked,
    questions: asking.questions().map((question) => ({ ...question, secret: question.secret || soundsSecret(question.key) })),
    warnings: [...draft.warnings, ...asking.warnings()],
  };
}

class Asking {
  readonly #questions: Map<string, ServerQuestion>;
  readonly #inputs: readonly JsonRecord[];
  readonly #surroundings: Surroundings;
  readonly #taken = new Set<string>();

  constructor(draft: Draft, inputs: readonly JsonRecord[], surroundings: Surroundings) {
    this.#questions = new Map(draft.questions.map((question) => [question.key, question]));
    this.#inputs = inputs;
    this.#surroundings = surroundings;
  }

  questions(): ServerQuestion[] {
    return [...this.#questions.values()];
  }

  warnings(): string[] {
    return [...this.#taken].map((name) => `It is given ${name} from this computer's environment.`);
  }

  value(value: Value, place: Place, { isCode }: { readonly isCode: boolean }): Value {
    if (place.kind === 'variable' && plainText(value) === '' && soundsSecret(place.key)) {
      return { pieces: [this.#ask(place.key, place, { required: false })], onlyWith: place.key };
    }
    const pieces = value.pieces.flatMap((piece) =>
      typeof piece === 'string' ? this.#piecesOf(piece, isCode ? { ...place, key: '' } : place, isCode) : [piece],
    );
    return { ...value, pieces: merged(pieces) };
  }

  #piecesOf(text: string, place: Place, isCode: boolean): Piece[] {
    return holesIn(text, isCode).map((hole) => (typeof hole === 'string' ? hole : this.#fill(hole, place)));
  }

  #fill(hole: Hole, place: Place): Piece {
    if (hole.kind === 'home') return this.#surroundings.homeDirectory;
    if (hole.kind === 'separator') return sep;
    if (hole.kind === 'path') return this.#path(hole.text, place);
    if (hole.kind === 'input') return this.#input(hole.id, place);
    if (hole.kind === 'variable') return this.#variable(hole.name, hole.fallback, place);
    return this.#ask(keyFor(place, hole.text), place, { description: `Instead of “${hole.text}”.` });
  }

  /** Somebody may really be called “user”. */
  #path(text: string, place: Place): Piece {
    if (text.startsWith(this.#surroundings.homeDirectory)) return text;
    return this.#ask(keyFor(place, 'path'), place, {
      description: `A folder or a file on this computer, instead of “${text}”.`,
      secret: false,
    });
  }

  #variable(name: string, fallback: string | null, place: Place): Piece {
    const value = this.#surroundings.variable(name);
    if (value === undefined || value === '') return this.#ask(name, place, { default: fallback });
    this.#taken.add(name);
    return soundsSecret(name) || soundsSecret(place.key) ? { hidden: value } : value;
  }

  #input(id: string, place: Place): Piece {
    const input = this.#inputs.find((candidate) => candidate['id'] === id) ?? {};
    const text = (key: string) => (typeof input[key] === 'string' ? input[key] : null);
    const options = Array.isArray(input['options']) ? input['options'].filter((option) => typeof option === 'string') : [];
    return this.#ask(id, place, {
      description: text('description') ?? '',
      default: text('default'),
      choices: options,
      ...(saysTrue(input, 'password') && { secret: true }),
    });
  }

  /** Two different holes never share a question; one that stands twice is asked once. A secret for a default is taken as it is. */
  #ask(key: string, place: Place, more: Partial<ServerQuestion>): Piece {
    const asked = { ...questionFor(key, place), ...more };
    if (asked.default !== null && asked.default !== '' && (asked.secret || holdsSecret(asked.default))) return { hidden: asked.default };
    const known = this.#questions.get(key);
    if (known !== undefined && more.description !== undefined && known.description !== more.description)
      return this.#ask(`${key}-2`, place, more);
    if (known === undefined) this.#questions.set(key, asked);
    return { ask: key };
  }
}

function questionFor(key: string, place: Place): ServerQuestion {
  return {
    key,
    label: place.kind === 'header' && key === place.key ? `The header ${key}` : key,
    description: '',
    secret: soundsSecret(key) || soundsSecret(place.key),
    required: true,
    default: null,
    choices: [],
  };
}

/** A variable's or a header's own name says best what goes there; else what the example says. */
function keyFor(place: Place, text: string): string {
  const isTold = place.kind === 'argument' ? place.key.length > 1 : place.key !== '';
  if (isTold && (place.kind === 'variable' || place.kind === 'header' || place.kind === 'argument')) return place.key;
  const words = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$|\b(?:your|my|here|insert|enter|replace)-|-here\b/g, '')
    .slice(0, 64);
  return words === '' ? 'value' : words;
}

function merged(pieces: readonly Piece[]): Piece[] {
  return pieces.reduce<Piece[]>((made, piece) => {
    const last = made.at(-1);
    return typeof piece === 'string' && typeof last === 'string' ? [...made.slice(0, -1), last + piece] : [...made, piece];
  }, []);
}
