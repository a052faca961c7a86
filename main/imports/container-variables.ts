import { type Draft, leadingText, plain, plainText, type StdioTarget, type Value } from './draft.ts';
import { interpolated } from './interpolation.ts';
import { baseName } from './program.ts';
import { holdsSecret, soundsSecret } from './secrets.ts';

/**
 * `docker run -e TOKEN` passes on a variable that somebody must have set: where nobody did, it is one of the server. `-e TOKEN=abc` becomes
 * the same, because other programs can read a command line.
 */
export function withContainerVariables(draft: Draft): Draft {
  const { target } = draft;
  if (target.kind !== 'stdio' || !/^(?:docker|podman|nerdctl)$/.test(baseName(plainText(target.command) ?? ''))) return draft;
  return { ...draft, target: passedOn(target) };
}

function passedOn(target: StdioTarget): StdioTarget {
  const env = new Map(target.env);
  const args = target.args.map((value, index): Value => {
    const isBehind = /^(?:-e|--env)$/.test(leadingText(target.args[index - 1]));
    const [flag = isBehind ? '' : null] = /^(?:--env=|-e(?=[A-Za-z_]\w*=))/.exec(leadingText(value)) ?? [];
    const variable = flag === null ? null : variableIn((plainText(value) ?? '').slice(flag.length));
    if (variable === null) return value;
    const { name, given } = variable;
    if (given !== undefined) env.set(name, plain(given));
    else if (!env.has(name)) env.set(name, interpolated(name));
    return plain(`${flag ?? ''}${name}`);
  });
  return { ...target, args, env };
}

/** Null: it may stand in the command line as it is. */
function variableIn(text: string): { readonly name: string; readonly given: string | undefined } | null {
  const [, name, given] = /^([A-Za-z_]\w*)(?:=([^]*))?$/.exec(text) ?? [];
  if (name === undefined || (given !== undefined && !soundsSecret(name) && !holdsSecret(given))) return null;
  return { name, given };
}
