import { NamedError } from '../../contract/errors.ts';
import type { SetUpProgress, SetUpStep } from '../../contract/first-run.ts';

/** How one step is told: while it runs, when it is done, when it failed. */
export interface StepWords {
  readonly doing: string;
  readonly done: string;
  readonly failed: string;
}

/** One step after the other; one that fails is said and doesn't stop the others. */
export class Steps {
  readonly list: SetUpStep[] = [];
  readonly #tell: (progress: SetUpProgress) => void;
  /** Gets every failure without a name. */
  readonly #report: (error: unknown) => void;

  constructor(tell: (progress: SetUpProgress) => void, report: (error: unknown) => void) {
    this.#tell = tell;
    this.#report = report;
  }

  /** `work` answers with what else there is to say. Resolves with whether it was done; never rejects. */
  async run({ doing, done, failed }: StepWords, work: () => Promise<string>): Promise<boolean> {
    this.#tell({ steps: [...this.list], doing });
    try {
      this.#add({ what: done, ok: true, message: await work() });
      return true;
    } catch (error) {
      this.#add({ what: failed, ok: false, message: this.#sentence(error) });
      return false;
    }
  }

  #add(step: SetUpStep): void {
    this.list.push(step);
    this.#tell({ steps: [...this.list], doing: null });
  }

  #sentence(error: unknown): string {
    if (error instanceof NamedError) return error.message;
    this.#report(error);
    return 'Patchbay has a fault there; the log (logs/patchbay.log) says more.';
  }
}
