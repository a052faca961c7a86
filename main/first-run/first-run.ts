import type { Output, Parsed } from '../../contract/contract.ts';
import { NamedError } from '../../contract/errors.ts';
import type { SetUpProgress, SetUpProposal, SetUpResult, SetUpState } from '../../contract/first-run.ts';
import type { ImportCandidate } from '../../contract/imports.ts';
import { BoundedMap } from '../lib/bounded-map.ts';
import { Broadcast } from '../lib/broadcast.ts';
import { OneAtATime } from '../lib/one-at-a-time.ts';
import { firstCall } from './first-call.ts';
import { propose } from './propose.ts';
import type { SetUpActions } from './set-up-actions.ts';
import { canUndo, SetUpMemory, type SetUpStore } from './set-up-record.ts';
import { Steps } from './steps.ts';
import { takeServers, type TakeParts } from './take-servers.ts';
import { undoSetUp } from './undo-set-up.ts';
import { wireApps } from './wire-apps.ts';

export interface FirstRunParts {
  readonly actions: SetUpActions;
  readonly store: SetUpStore;
  /** Since when the person has this app wired: another answer, another wiring. Null: it isn't. */
  readonly wiredSince: (app: string) => Promise<string | null>;
  /** Gets every failure without a name. */
  readonly report: (error: unknown) => void;
}

/** As many as an import holds; the oldest go first. Characters. */
const mostProposed = 2_000;
const longestProposed = 10_000_000;
/** The command line's own key is in every home. */
const ownApp = 'cli';

/** Setting everything up in one go, and taking exactly that back, also after a restart. */
export class FirstRun {
  readonly progress = new Broadcast<SetUpProgress>();
  readonly #actions: SetUpActions;
  readonly #wiredSince: FirstRunParts['wiredSince'];
  readonly #memory: SetUpMemory;
  readonly #report: (error: unknown) => void;
  /** What the person was shown, by id. */
  readonly #proposed = new BoundedMap<string, ImportCandidate>(mostProposed, {
    most: longestProposed,
    of: (candidate) => JSON.stringify(candidate).length,
  });
  readonly #turns = new OneAtATime();

  constructor({ actions, store, wiredSince, report }: FirstRunParts) {
    this.#actions = actions;
    this.#wiredSince = wiredSince;
    this.#memory = new SetUpMemory(store);
    this.#report = report;
  }

  /** A home that has servers or apps of the person's own is not new, whether or not anybody set it up. */
  async state(): Promise<SetUpState> {
    const record = this.#memory.read();
    if (record === null) return { state: (await this.#isFresh()) ? 'new' : 'done', canUndo: false, result: null };
    return { state: record.state, canUndo: canUndo(record), result: record.result };
  }

  async propose(): Promise<SetUpProposal> {
    const proposal = await propose(this.#actions);
    for (const candidate of proposal.servers) this.#proposed.set(candidate.id, candidate);
    return proposal;
  }

  /** Servers first, so that an app that is connected finds them; in the end a call. */
  apply({ apps, servers, moveOut }: Parsed<'firstRun.apply'>): Promise<SetUpResult> {
    return this.#turns.run(async () => {
      const candidates = servers.map((id) => this.#shown(id));
      const parts = this.#parts();
      const taken = await takeServers(candidates, parts);
      await wireApps({ apps, moveOut: moveOut ? taken : [] }, parts);
      const call = await firstCall(taken, parts);
      const result = { steps: parts.steps.list, call };
      this.#memory.change(() => ({ state: 'done', result }));
      return result;
    });
  }

  undo(): Promise<Output<'firstRun.undo'>> {
    return this.#turns.run(async () => {
      const record = this.#memory.read();
      if (record === null || !canUndo(record)) throw new NamedError('not_found', 'There is nothing left to take back.');
      const parts = this.#parts();
      await undoSetUp(record, parts);
      this.#memory.change((left) => (canUndo(left) ? {} : { state: 'later', result: null }));
      return { steps: parts.steps.list };
    });
  }

  later(): Promise<SetUpState> {
    this.#memory.change(({ state }) => ({ state }));
    return this.state();
  }

  #parts(): TakeParts {
    const steps = new Steps((progress) => this.progress.emit(progress), this.#report);
    return { actions: this.#actions, memory: this.#memory, wiredSince: this.#wiredSince, steps };
  }

  #shown(id: string): ImportCandidate {
    const candidate = this.#proposed.get(id);
    if (candidate === undefined) throw new NamedError('not_found', 'This list is too old: look at it again. Nothing was changed.');
    return candidate;
  }

  async #isFresh(): Promise<boolean> {
    const [servers, apps] = await Promise.all([this.#actions['servers.list']({}), this.#actions['apps.list']({})]);
    return servers.every(({ kind }) => kind === 'builtin') && apps.every(({ name }) => name === ownApp);
  }
}
