import { deserialize, serialize } from 'node:v8';
import type { ImportCandidate } from '../../contract/imports.ts';
import { BoundedMap } from '../lib/bounded-map.ts';
import type { Bundle } from './bundle.ts';
import { shownCommand, shownPlace, shownSettings } from './candidate-view.ts';
import type { Draft } from './draft.ts';
import { hiddenSecrets } from './fill-in.ts';
import { nameFor } from './found-names.ts';
import { type Machine, risksOf } from './risks.ts';
import { isSameServer } from './same-server.ts';
import type { SecretNames } from './secret-names.ts';

/** Where a candidate was found, for a person, and the app that it may be taken out of. */
export interface Origin {
  readonly source: string;
  readonly app: string | null;
}

/** What a candidate is compared with. */
export interface Together {
  /** The servers of config.yaml. */
  readonly existing: ReadonlyMap<string, Draft>;
  /** What was found at the same time; grows. */
  readonly batch: Held[];
}

export interface Held {
  readonly id: string;
  readonly draft: Draft;
  readonly name: string;
  readonly origin: Origin;
  readonly duplicateOf: string | null;
  readonly sameAs: string | null;
  /** To be unpacked when it is added. */
  readonly bundle: { readonly archive: Bundle; readonly folder: string } | null;
}

/** The oldest go first. Bytes: one of the largest bundles, and more text than anybody's files hold. */
const mostHeld = 2_000;
const mostBytes = 100_000_000;
const longestText = 2_000;

/** What was found and may yet be added, with its secrets. Only a view of it leaves the core. */
export class HeldCandidates {
  readonly #held: BoundedMap<string, { readonly held: Held; readonly bytes: number }>;
  readonly #names: SecretNames;
  readonly #machine: Machine;
  #count = 0;

  constructor(names: SecretNames, machine: Machine, most = mostBytes) {
    this.#held = new BoundedMap(mostHeld, { most, of: ({ bytes }) => bytes });
    this.#names = names;
    this.#machine = machine;
  }

  get(id: string): Held | undefined {
    return this.#held.get(id)?.held;
  }

  forget(id: string): void {
    this.#held.delete(id);
  }

  /** The same server is recognised, and no two different ones are called the same. */
  hold(found: Draft, { existing, batch }: Together, origin: Origin, bundle: Held['bundle'] = null): Held {
    this.#count += 1;
    // A text that was cut out of a file would keep the whole file.
    const packed = serialize(found);
    // As it was packed.
    const draft = deserialize(packed) as Draft;
    const same = batch.find((other) => isSameServer(other.draft, draft));
    const isTaken = (name: string) => existing.has(name) || batch.some((other) => other.name === name);
    const held = {
      id: `import-${this.#count}`,
      draft,
      name: same?.name ?? nameFor(draft, isTaken),
      origin,
      duplicateOf: sameAmong(existing, draft),
      sameAs: same?.sameAs ?? same?.id ?? null,
      bundle,
    };
    this.#held.set(held.id, { held, bytes: packed.length + bytesOf(bundle) });
    batch.push(held);
    return held;
  }

  async view({ id, draft, name, origin, duplicateOf, sameAs }: Held): Promise<ImportCandidate> {
    const secrets: ImportCandidate['secrets'] = [];
    for (const { place, value } of hiddenSecrets(draft)) {
      secrets.push({ place: shownPlace(place), name: await this.#names.nameOf(name, place, value) });
    }
    return {
      id,
      name,
      title: shortened(draft.title === '' ? draft.name || name : draft.title),
      summary: shortened(draft.summary),
      kind: draft.target.kind,
      command: shownCommand(draft),
      settings: shownSettings(draft),
      secrets,
      questions: [...draft.questions],
      duplicateOf,
      sameAs,
      ...origin,
      signsIn: draft.signsIn,
      warnings: [...draft.warnings, ...risksOf(draft, this.#machine)],
    };
  }
}

function shortened(text: string): string {
  return text.length > longestText ? `${text.slice(0, longestText)}…` : text;
}

function bytesOf(bundle: Held['bundle']): number {
  return bundle === null ? 0 : bundle.archive.bytes;
}

/** The name of the server of Patchbay that is the same, or null. */
export function sameAmong(existing: ReadonlyMap<string, Draft>, draft: Draft): string | null {
  return [...existing].find(([, server]) => isSameServer(server, draft))?.[0] ?? null;
}
