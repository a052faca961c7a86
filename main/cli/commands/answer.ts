import type { Elicitation, ElicitationAction, ElicitationContent, ElicitationField } from '../../../contract/elicitations.ts';
import { NamedError } from '../../../contract/errors.ts';
import { exitCodes } from '../exit-code.ts';
import { asOwner, type Command } from '../invocation.ts';
import { localTime } from '../output.ts';
import { requireTerminal } from './require-terminal.ts';

export interface AnswerOptions {
  readonly accept?: boolean;
  readonly decline?: boolean;
  readonly cancel?: boolean;
  /** `name=value` each; a list has its name several times. */
  readonly field: readonly string[];
}

/** Answers what a server asks. The server's defaults aren't taken over: what isn't given is left open. */
export function answerElicitation(id: string, options: AnswerOptions): Command {
  return async (invocation) => {
    requireTerminal(invocation);
    const action = actionOf(options);
    const elicitation = await asOwner(invocation, async (client) => {
      const found = (await client.call('elicitations.list', {})).find((asked) => asked.id === id);
      if (found === undefined) throw new NamedError('not_found', `No server asks ${id}: see "patchbay approvals" for those that do.`);
      await client.call('elicitations.answer', { id, action, content: contentOf(found, options.field) });
      return found;
    });
    invocation.output.result({ id, action }, () => [outcomeOf(elicitation, action)]);
    return exitCodes.done;
  };
}

function actionOf({ accept, decline, cancel, field }: AnswerOptions): ElicitationAction {
  const given: readonly (ElicitationAction | null)[] = [
    accept === true || field.length > 0 ? 'accept' : null,
    decline === true ? 'decline' : null,
    cancel === true ? 'cancel' : null,
  ];
  const [action, ...others] = given.filter((each) => each !== null);
  if (action !== undefined && others.length === 0) return action;
  throw new NamedError('invalid_input', 'Say one of --field NAME=VALUE (for each field), --accept, --decline or --cancel.');
}

function contentOf(elicitation: Elicitation, given: readonly string[]): ElicitationContent {
  const content: Record<string, string | boolean | string[]> = {};
  if (elicitation.kind === 'page') return content;
  for (const [name, values] of Map.groupBy(given.map(partsOf), ([field]) => field)) {
    const field = elicitation.fields.find((candidate) => candidate.name === name);
    if (field === undefined)
      throw new NamedError('invalid_input', `The form has no field "${name}": "patchbay approvals" shows those it has.`);
    content[name] = valueOf(
      field,
      values.map(([, value]) => value),
    );
  }
  return content;
}

function partsOf(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new NamedError('invalid_input', `"${text}" names no field: write --field NAME=VALUE.`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function valueOf({ kind, name }: ElicitationField, values: readonly string[]): string | boolean | string[] {
  if (kind === 'choices') return [...values];
  const [value = '', ...others] = values;
  if (others.length > 0) throw new NamedError('invalid_input', `The field "${name}" takes one value.`);
  if (kind !== 'yes-no') return value;
  if (value !== 'yes' && value !== 'no') throw new NamedError('invalid_input', `The field "${name}" takes yes or no.`);
  return value === 'yes';
}

function outcomeOf({ server }: Elicitation, action: ElicitationAction): string {
  if (action === 'accept') return `Answered: ${server}.`;
  return action === 'decline' ? `Declined: ${server}.` : `Put off: ${server}.`;
}

export function describeElicitation(elicitation: Elicitation): string[] {
  const { id, server, app, message, requestedAt, expiresAt } = elicitation;
  return [
    `${id}  ${subjectOfElicitation(elicitation)}`,
    `  Asked     ${localTime(requestedAt)}; no answer by ${localTime(expiresAt)} means that you put it off`,
    `  For       ${app ?? 'an app, but it did not say which'}`,
    ...message.split('\n').map((line) => `  | ${line}`),
    ...(elicitation.kind === 'page' ? describePage(elicitation) : describeForm(elicitation)),
    `  Answer    patchbay answer ${id} ${elicitation.kind === 'page' ? '--accept, once you are done there' : '--field NAME=VALUE …'}; or --decline, --cancel`,
    `            What you enter goes to ${server}: no passwords, keys or codes.`,
    '',
  ];
}

export function subjectOfElicitation({ kind, server }: Elicitation): string {
  return kind === 'page' ? `${server} asks you to go to a page` : `${server} asks you something`;
}

function describePage({ host, address }: Extract<Elicitation, { kind: 'page' }>): string[] {
  return [`  Page of   ${host}`, `  Address   ${address}`];
}

function describeForm({ fields }: Extract<Elicitation, { kind: 'form' }>): string[] {
  return fields.flatMap((field) => [
    `  --field ${inOneLine(field.name)}=${placeholderOf(field)}  ${inOneLine(field.title)}${field.required ? ' (required)' : ''}`,
    ...(field.description?.split('\n') ?? []).map((line) => `      | ${line}`),
    ...('choices' in field
      ? field.choices.map(({ value, title }) => `      ${inOneLine(value)}${value === title ? '' : `: ${inOneLine(title)}`}`)
      : []),
  ]);
}

/** A server's words can't start a line that looks like ours. */
function inOneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

function placeholderOf(field: ElicitationField): string {
  switch (field.kind) {
    case 'text':
      return field.format?.toUpperCase() ?? 'TEXT';
    case 'number':
      return field.isInteger ? 'WHOLE-NUMBER' : 'NUMBER';
    case 'yes-no':
      return 'yes|no';
    case 'choice':
    case 'choices':
      return 'ONE-OF';
  }
}
