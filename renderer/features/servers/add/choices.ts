import type { ImportCandidate } from '../../../../contract/imports.ts';
import { toName } from '../../../../contract/names.ts';

/** What the person decided about one server that could be added. */
export interface Choice {
  readonly chosen: boolean;
  readonly name: string;
  readonly answers: Readonly<Record<string, string>>;
}

/** Why a choice can't be taken as it is: the name, and answers by the key of their question. */
export interface ChoiceFaults {
  readonly name: string | null;
  readonly answers: ReadonlyMap<string, string>;
}

export type Choices = ReadonlyMap<string, Choice>;

/** Something that is there already isn't taken unasked. `alone`: the person has just picked exactly this one. */
export function firstChoice(candidate: ImportCandidate, alone: boolean): Choice {
  const answers = candidate.questions.map(({ key, default: preset }): [string, string] => [key, preset ?? '']);
  return {
    chosen: alone || (candidate.duplicateOf === null && candidate.sameAs === null),
    name: candidate.name,
    answers: Object.fromEntries(answers),
  };
}

/** Of those that are chosen: by id, where there is anything to say. `taken` are the names of the servers that exist. */
export function faultsOf(candidates: readonly ImportCandidate[], choices: Choices, taken: ReadonlySet<string>) {
  const faults = new Map<string, ChoiceFaults>();
  const names = new Set(taken);
  for (const candidate of candidates) {
    const choice = choices.get(candidate.id);
    if (choice?.chosen !== true) continue;
    const fault = { name: nameFault(choice.name, names), answers: missingAnswers(candidate, choice) };
    names.add(toName(choice.name));
    if (fault.name !== null || fault.answers.size > 0) faults.set(candidate.id, fault);
  }
  return faults;
}

function nameFault(text: string, taken: ReadonlySet<string>): string | null {
  const name = toName(text);
  if (name === '') return 'Give it a name, with letters or digits.';
  return taken.has(name) ? `There is already a server called ${name}. Choose another name.` : null;
}

function missingAnswers({ questions }: ImportCandidate, { answers }: Choice): ReadonlyMap<string, string> {
  const missing = questions.filter(({ key, required }) => required && (answers[key] ?? '') === '');
  return new Map(missing.map(({ key }) => [key, 'It needs this before it can start.']));
}

/** What `imports.take` is told. An answer that was left open isn't in it. */
export function takingsOf(candidates: readonly ImportCandidate[], choices: Choices) {
  return candidates.flatMap(({ id }) => {
    const choice = choices.get(id);
    if (choice?.chosen !== true) return [];
    const answers = Object.entries(choice.answers).filter(([, answer]) => answer !== '');
    return [{ id, name: toName(choice.name), answers: Object.fromEntries(answers) }];
  });
}

/** How many secrets go into the vault with what is chosen: those that were found, and those that were typed. */
export function secretsIn(candidates: readonly ImportCandidate[], choices: Choices): number {
  return candidates.reduce((sum, { id, secrets, questions }) => {
    const choice = choices.get(id);
    if (choice?.chosen !== true) return sum;
    return sum + secrets.length + questions.filter(({ key, secret }) => secret && (choice.answers[key] ?? '') !== '').length;
  }, 0);
}

/** A text of a candidate with what was typed in the place of its questions; secrets stay the name of their question. */
export function withAnswers(text: string, { questions }: ImportCandidate, { answers }: Choice): string {
  return questions.reduce((filled, { key, label, secret }) => {
    const answer = answers[key] ?? '';
    return secret || answer === '' ? filled : filled.replaceAll(`‹${label}›`, () => answer);
  }, text);
}
