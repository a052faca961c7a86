import { z } from 'zod';
import type { ElicitationField } from '../../contract/elicitations.ts';
import { webAddress } from '../lib/web-address.ts';
import { invalidParams, JsonRpcError } from '../wire/error-numbers.ts';
import type { JsonObject } from '../wire/frame.ts';
import { readFields } from './elicitation-fields.ts';
import { readable } from './readable.ts';

/** What a server asks, as far as Patchbay's window can show it. */
export type ElicitationRequest = { readonly message: string } & (
  | { readonly kind: 'form'; readonly fields: ElicitationField[] }
  | { readonly kind: 'page'; readonly address: string; readonly host: string; readonly elicitationId: string | null }
);

const longestMessage = 20_000;

const question = z.object({ message: z.string().max(longestMessage), mode: z.enum(['form', 'url']).default('form') });
/** Absent since 2026-07-28. */
const page = z.object({ url: z.string(), elicitationId: z.string().max(1_000).optional() });

/**
 * The params of elicitation/create. Whoever wrote them is a stranger: only what the protocol names, and not without bounds.
 * @throws JsonRpcError -32602 that says what can't be shown.
 */
export function readElicitation(params: JsonObject | undefined): ElicitationRequest {
  const read = question.safeParse(params);
  if (!read.success) throw cannotShow(`${read.error.issues[0]?.path.join('.') ?? ''}: ${read.error.issues[0]?.message ?? ''}`);
  const message = readable(read.data.message);
  if (read.data.mode === 'url') return { kind: 'page', message, ...readPage(params) };
  const { fields, fault } = readFields(params?.['requestedSchema']);
  if (fields === null) throw cannotShow(fault);
  return { kind: 'form', message, fields };
}

function readPage(params: JsonObject | undefined) {
  const read = page.safeParse(params);
  const address = read.success ? webAddress(read.data.url) : null;
  if (address === null) throw cannotShow('the url has to be https (or http on this computer), with no user name in it');
  return { address: address.href, host: address.host, elicitationId: read.data?.elicitationId ?? null };
}

function cannotShow(reason: string): JsonRpcError {
  return new JsonRpcError(invalidParams, `The app can't ask the person, and Patchbay's own window can't show this question: ${reason}.`);
}
