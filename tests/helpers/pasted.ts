import { shownCommand, shownSettings } from '../../main/imports/candidate-view.ts';
import type { Draft } from '../../main/imports/draft.ts';
import { hiddenSecrets } from '../../main/imports/fill-in.ts';
import { nameFor } from '../../main/imports/found-names.ts';
import { prepared } from '../../main/imports/prepare.ts';
import type { Surroundings } from '../../main/imports/questions.ts';
import { readText } from '../../main/imports/read-text.ts';

export const nowhere: Surroundings = { variable: () => undefined, homeDirectory: '/home/ada' };

export function draftsIn(text: string, surroundings: Surroundings = nowhere): Draft[] {
  return readText(text).map((found) => prepared(found, surroundings));
}

/** What a person sees of each server in a text, on one line: `name | command | VARIABLE=value | question, secret* | secrets`. */
export function seenIn(text: string, surroundings: Surroundings = nowhere): string[] {
  return draftsIn(text, surroundings).map((draft) =>
    [
      nameFor(draft, () => false),
      shownCommand(draft),
      shownSettings(draft)
        .map(({ place, value }) => `${place}=${value}`)
        .join(' '),
      draft.questions.map(({ key, secret, required }) => `${key}${secret ? '*' : ''}${required ? '' : '?'}`).join(' '),
      hiddenSecrets(draft)
        .map(({ place }) => place.key)
        .join(' '),
    ]
      .map((part) => (part === '' ? '-' : part))
      .join(' | ')
      .replace(/(?: \| -)+$/, ''),
  );
}
