import { NamedError } from '../../contract/errors.ts';
import type { Elicitations } from '../approvals/elicitations.ts';
import type { Api } from './api.ts';

type ElicitationsApi = Pick<Api, 'elicitations.list' | 'elicitations.answer' | 'elicitations.open'>;

/** Opens an address in the person's browser; null where this Patchbay has no desktop. */
export type OpenInBrowser = ((address: string) => Promise<void>) | null;

export function elicitationsApi(elicitations: Elicitations, openInBrowser: OpenInBrowser): ElicitationsApi {
  return {
    'elicitations.list': () => [...elicitations.list()],
    'elicitations.answer': ({ id, action, content }) => {
      elicitations.answer(id, action, content);
      return {};
    },
    'elicitations.open': async ({ id, by }) => {
      if (by === 'patchbay' && openInBrowser === null)
        throw new NamedError('invalid_input', 'This Patchbay has no desktop and can open no browser. Copy the address into one.');
      const address = elicitations.goTo(id);
      if (by === 'patchbay') await openInBrowser?.(address);
      return {};
    },
  };
}
