import type { AppDrift, KnownApp } from '../../contract/known-apps.ts';
import { inertText } from './inert-text.ts';

interface News {
  readonly app: string;
  readonly sentence: string;
}

/** What befell the files of apps, each told once for as long as it lasts. */
export class DriftNews {
  readonly #from: string;
  #told: ReadonlySet<string> = new Set();

  /** @param from what was found before was told by an earlier Patchbay. */
  constructor(from: Date) {
    this.#from = from.toISOString();
  }

  /** One sentence for each app that something new befell. */
  take(apps: readonly KnownApp[]): News[] {
    const told = this.#told;
    this.#told = new Set(apps.flatMap((app) => app.drift.map((drift) => keyOf(app, drift))));
    return apps.flatMap((app) => {
      const fresh = app.drift.find((drift) => drift.since >= this.#from && !told.has(keyOf(app, drift)));
      return fresh === undefined ? [] : [{ app: app.id, sentence: sentences[fresh.kind](inertText(app.label, 40)) }];
    });
  }
}

function keyOf({ id }: KnownApp, { kind, path }: AppDrift): string {
  return [id, kind, path].join('\0');
}

const sentences: Readonly<Record<AppDrift['kind'], (label: string) => string>> = {
  lost: (label) => `${label} lost Patchbay.`,
  changed: (label) => `Somebody changed Patchbay’s entry in ${label}.`,
  'others-lost': (label) => `${label} lost other servers of yours.`,
  bypass: (label) => `${label} goes past Patchbay.`,
};
