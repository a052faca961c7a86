import { text } from 'node:stream/consumers';
import { NamedError } from '../../../contract/errors.ts';
import { secretNamePattern } from '../../../contract/names.ts';
import { exitCodes } from '../exit-code.ts';
import { hiddenLine } from '../hidden-line.ts';
import { asOwner, type Command } from '../invocation.ts';
import { localTime, table } from '../output.ts';

export const listSecrets: Command = async (invocation) => {
  const secrets = await asOwner(invocation, (client) => client.call('secrets.list', {}));
  const rows = secrets.map(({ name, usedBy, missing, changedAt }) => [
    name,
    usedBy.join(', ') || '-',
    changedAt === null ? '-' : localTime(changedAt),
    missing ? `missing: "patchbay secrets set ${name}"` : 'set',
  ]);
  invocation.output.result(secrets, () =>
    rows.length === 0
      ? ['No secrets yet: set one with "patchbay secrets set NAME".']
      : table(['SECRET', 'USED BY', 'CHANGED', 'STATE'], rows),
  );
  return exitCodes.done;
};

/** The value comes on stdin, or from a person who isn't shown what they type: arguments can be seen by everybody on the machine. */
export function setSecret(name: string): Command {
  return async (invocation) => {
    if (!secretNamePattern.test(name))
      throw new NamedError(
        'invalid_input',
        `"${name}" can't be the name of a secret: use small letters, digits, hyphens and dots (64 at most), starting with a letter.`,
      );
    const value = invocation.isTerminal
      ? await hiddenLine(`Value of ${name} (it isn't shown): `, process.stdin, process.stderr)
      : withoutLastLineEnd(await text(process.stdin));
    if (value === '') throw new NamedError('invalid_input', 'The value is empty: give it on stdin, or type it.');
    await asOwner(invocation, (client) => client.call('secrets.set', { name, value }));
    invocation.output.result({ set: name }, () => [`Set ${name}. In config.yaml it is { secret: ${name} }.`]);
    return exitCodes.done;
  };
}

export function removeSecret(name: string): Command {
  return async (invocation) => {
    await asOwner(invocation, (client) => client.call('secrets.remove', { name }));
    invocation.output.result({ removed: name }, () => [`Removed ${name}.`]);
    return exitCodes.done;
  };
}

export const unlock: Command = async (invocation) => {
  const status = await asOwner(invocation, (client) => client.call('vault.unlock', {}));
  invocation.output.result(status, () => [status.message]);
  return status.state === 'open' ? exitCodes.done : exitCodes.failed;
};

/** Nothing is lost that could still be read: the core refuses that. */
export function startOver(yes: boolean): Command {
  return async (invocation) => {
    if (!yes) throw new NamedError('conflict', startOverSentence);
    const { vault, kept } = await asOwner(invocation, (client) => client.call('vault.startOver', {}));
    invocation.output.result({ vault, kept }, () => [
      `An empty vault was begun; the old one is kept as ${kept}.`,
      vault.message,
      '"patchbay secrets" tells which secrets to set again.',
    ]);
    return exitCodes.done;
  };
}

const startOverSentence =
  'Nothing was changed. With a new vault every secret has to be set again, and you have to sign in again everywhere; the old file is kept. If you want that, say it again with --yes.';

/** `echo` and editors put one there. */
function withoutLastLineEnd(value: string): string {
  return value.replace(/\r?\n$/, '');
}
