import { plain, type Value } from './draft.ts';

/** A value that some client would take from its environment, spelled so that `withQuestions` finds it. */
export function interpolated(variable: string, prefix = ''): Value {
  return plain(`${prefix}\${env:${variable}}`);
}
