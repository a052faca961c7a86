import { parseArgs } from 'node:util';
import { NamedError } from '../../contract/errors.ts';
import { reasonOf } from '../lib/thrown.ts';

export interface Options {
  readonly home: string | undefined;
  /** 0: a free one. */
  readonly port: number;
  readonly json: boolean;
  /** Started by a shim: nobody reads what is printed. */
  readonly quiet: boolean;
}

/** Throws `invalid_input` for what isn't an option. */
export function optionsOf(args: string[]): Options {
  const { home, port, json, quiet } = valuesOf(args);
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) throw new NamedError('invalid_input', '--port takes a number from 0 to 65535.');
  return { home, port: Number(port), json, quiet };
}

function valuesOf(args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        home: { type: 'string' },
        port: { type: 'string', default: '0' },
        json: { type: 'boolean', default: false },
        quiet: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (error) {
    const said = reasonOf(error);
    throw new NamedError('invalid_input', `${said} Options: --home DIR, --port N, --json, --quiet.`);
  }
}
