import { NamedError } from '../../contract/errors.ts';
import { namePattern } from '../../contract/names.ts';

/** The name of an app, as it was typed. @throws NamedError `invalid_input` where none can be called that. */
export function appName(given: string): string {
  if (namePattern.test(given)) return given;
  throw new NamedError(
    'invalid_input',
    `"${given}" can't be an app's name: use small letters, digits and hyphens, starting with a letter.`,
  );
}
