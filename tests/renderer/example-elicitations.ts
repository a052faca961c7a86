import type { Elicitation } from '../../contract/elicitations.ts';
import { now, secondsAgo } from './example-values.ts';

const asked = {
  app: 'claude-desktop',
  server: 'travel',
  requestedAt: secondsAgo(5),
  expiresAt: new Date(now.getTime() + 112_000).toISOString(),
};
const plain = { description: null, required: false };
const none = { minLength: null, maxLength: null, format: null, initial: '' };

export function aForm(known: Partial<Extract<Elicitation, { kind: 'form' }>> = {}): Extract<Elicitation, { kind: 'form' }> {
  return {
    ...asked,
    id: 'e-form',
    kind: 'form',
    message: 'To book the night train to Vienna I need to know a few things about you.',
    fields: [
      {
        ...plain,
        ...none,
        kind: 'text',
        name: 'name',
        title: 'Passenger',
        description: 'As in the passport',
        required: true,
        minLength: 2,
        maxLength: 80,
      },
      { ...plain, ...none, kind: 'text', name: 'mail', title: 'E-mail', required: true, format: 'email', initial: 'ada@example.org' },
      { ...plain, kind: 'number', name: 'bags', title: 'Bags', isInteger: true, minimum: 0, maximum: 4, initial: '1' },
      { ...plain, kind: 'yes-no', name: 'bike', title: 'Do you bring a bicycle?', initial: null },
      {
        ...plain,
        kind: 'choice',
        name: 'class',
        title: 'Class',
        required: true,
        choices: [
          { value: 'seat', title: 'Seat' },
          { value: 'couchette', title: 'Couchette' },
          { value: 'sleeper', title: 'Sleeper' },
        ],
        initial: 'couchette',
      },
      {
        ...plain,
        kind: 'choices',
        name: 'meals',
        title: 'Meals',
        choices: [
          { value: 'd', title: 'Dinner' },
          { value: 'b', title: 'Breakfast' },
        ],
        minItems: null,
        maxItems: 2,
        initial: ['b'],
      },
      { ...plain, ...none, kind: 'text', name: 'back', title: 'Day of return', format: 'date' },
      { ...plain, ...none, kind: 'text', name: 'call', title: 'When may we call?', format: 'date-time' },
      {
        ...plain,
        kind: 'choice',
        name: 'language',
        title: 'Language',
        choices: ['Deutsch', 'English', 'Español', 'Français', 'Italiano', 'Magyar', 'Slovenčina'].map((title) => ({
          value: title.slice(0, 2).toLowerCase(),
          title,
        })),
        initial: null,
      },
    ],
    ...known,
  };
}

export function aPage(known: Partial<Extract<Elicitation, { kind: 'page' }>> = {}): Extract<Elicitation, { kind: 'page' }> {
  return {
    ...asked,
    id: 'e-page',
    kind: 'page',
    message: 'Log in to your account at the railway, then come back.',
    address: 'https://login.rail.example:8443/authorize?client=travel-mcp&scope=bookings%20profile&state=Zm9vYmFy',
    host: 'login.rail.example:8443',
    opened: false,
    ...known,
  };
}
