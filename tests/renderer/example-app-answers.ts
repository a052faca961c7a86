import { NamedError } from '../../contract/errors.ts';
import type { SetUpState } from '../../contract/first-run.ts';
import type { KnownApp } from '../../contract/known-apps.ts';
import type { Answers, ContractDouble } from './contract-double.ts';
import { backups, examplePlan, importSources, proposal, setUpResult } from './example-apps.ts';

export interface AppsState {
  knownApps: KnownApp[];
  setUp: SetUpState;
}

type Tell = (change: (double: ContractDouble) => void) => void;

/** Wires, unwires and sets up in memory, and says what changed, as the core does. */
export function appAnswers(state: AppsState, tell: Tell) {
  const become = (id: string, known: Partial<KnownApp>): KnownApp => {
    const before = state.knownApps.find((app) => app.id === id);
    if (before === undefined) throw new NamedError('not_found', `Patchbay knows no app called ${id}.`);
    const after = { ...before, ...known };
    state.knownApps = state.knownApps.map((app) => (app.id === id ? after : app));
    tell((double) => double.emit('apps.changed', state.knownApps));
    return after;
  };
  const wire = (id: string, wired: boolean): KnownApp => {
    const files = state.knownApps.find((app) => app.id === id)?.files ?? [];
    return become(id, {
      state: wired ? 'needs-restart' : 'installed',
      drift: [],
      files: files.map((file) => (file.scope === 'user' ? { ...file, wired } : file)),
    });
  };
  return {
    'apps.known': () => state.knownApps,
    'apps.plan': examplePlan,
    'apps.apply': ({ plan }) => {
      const [, action = '', app = ''] = /^plan-(\w+)-(.*)-\d+$/.exec(plan) ?? [];
      return wire(app, action === 'wire');
    },
    'apps.backups': () => [...backups],
    'apps.guard': ({ app, guard }) => become(app, { guard }),
    'imports.find': () => [...importSources],
    ...setUpAnswers(state, tell),
  } satisfies Partial<Answers>;
}

function setUpAnswers(state: AppsState, tell: Tell) {
  const move = (next: Partial<SetUpState>): SetUpState => {
    state.setUp = { ...state.setUp, ...next };
    return state.setUp;
  };
  return {
    'firstRun.state': () => state.setUp,
    'firstRun.propose': () => proposal,
    'firstRun.apply': () => {
      tell((double) => double.emit('firstRun.progress', { steps: [...setUpResult.steps], doing: null }));
      move({ state: 'done', canUndo: true, result: setUpResult });
      return setUpResult;
    },
    'firstRun.undo': () => {
      move({ canUndo: false, result: null });
      return { steps: [{ what: 'VS Code was disconnected', ok: true, message: 'Its file is as it was, byte for byte.' }] };
    },
    'firstRun.later': () => move({ state: 'later' }),
  } satisfies Partial<Answers>;
}
