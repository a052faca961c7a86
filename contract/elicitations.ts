import { z } from 'zod';
import type { Approval } from './models.ts';

/**
 * What a server asks the person through Patchbay's own window, because the app behind the call can't (MCP, "Elicitation"). Every text is the
 * server's own: untrusted, bounded, its control and invisible characters escaped. Only names and values of choices are as the server wrote
 * them, since they go back to it.
 */

const described = {
  /** The name under which the answer goes back. */
  name: z.string(),
  /** What the server calls the field; its name where it has no title. */
  title: z.string(),
  description: z.string().nullable(),
  required: z.boolean(),
};

const choices = z.array(z.object({ value: z.string(), title: z.string() }));

export const textFormat = z.enum(['email', 'uri', 'date', 'date-time']);
export type TextFormat = z.infer<typeof textFormat>;

/** One field of a form. `initial` is the server's default. Lengths are in characters. */
export const elicitationField = z.discriminatedUnion('kind', [
  z.object({
    ...described,
    kind: z.literal('text'),
    format: textFormat.nullable(),
    minLength: z.number().nullable(),
    maxLength: z.number().nullable(),
    initial: z.string(),
  }),
  z.object({
    ...described,
    kind: z.literal('number'),
    isInteger: z.boolean(),
    minimum: z.number().nullable(),
    maximum: z.number().nullable(),
    /** As spelled by the server, digit for digit. */
    initial: z.string(),
  }),
  z.object({ ...described, kind: z.literal('yes-no'), initial: z.boolean().nullable() }),
  z.object({ ...described, kind: z.literal('choice'), choices, initial: z.string().nullable() }),
  z.object({
    ...described,
    kind: z.literal('choices'),
    choices,
    minItems: z.number().nullable(),
    maxItems: z.number().nullable(),
    initial: z.array(z.string()),
  }),
]);
export type ElicitationField = z.infer<typeof elicitationField>;

const asked = {
  id: z.string(),
  /** Whose call it is for. Null: the server didn't let that be told. */
  app: z.string().nullable(),
  server: z.string(),
  message: z.string(),
  requestedAt: z.string(),
  /** No answer until then counts as put off: the server is told "cancel". */
  expiresAt: z.string(),
};

export const elicitation = z.discriminatedUnion('kind', [
  z.object({ ...asked, kind: z.literal('form'), fields: z.array(elicitationField) }),
  z.object({
    ...asked,
    kind: z.literal('page'),
    /** The whole address in its canonical spelling: https, or http on this computer. What is shown is what opens. */
    address: z.string(),
    /** The part of it that says whose page it is, with the port. */
    host: z.string(),
    /** The person has gone there. */
    opened: z.boolean(),
  }),
]);
export type Elicitation = z.infer<typeof elicitation>;

export const elicitationAction = z.enum(['accept', 'decline', 'cancel']);
export type ElicitationAction = z.infer<typeof elicitationAction>;

const longestAnswer = 65_536;
const answerText = z.string().max(longestAnswer, `at most ${longestAnswer} characters`);

/**
 * The fields that the person filled in, by name; one that isn't there is left open. A number comes as it was typed, so that no digit of it
 * changes on the way.
 */
export const elicitationContent = z.record(z.string(), z.union([answerText, z.boolean(), z.array(answerText)]));
export type ElicitationContent = z.infer<typeof elicitationContent>;

/** Anything that waits for the person. */
export type Question = Approval | Elicitation;

export function isElicitation(question: Question): question is Elicitation {
  return question.kind === 'form' || question.kind === 'page';
}
