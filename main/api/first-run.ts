import type { FirstRun } from '../first-run/first-run.ts';
import type { Api } from './api.ts';

type FirstRunApi = Pick<Api, 'firstRun.state' | 'firstRun.propose' | 'firstRun.apply' | 'firstRun.undo' | 'firstRun.later'>;

export function firstRunApi(firstRun: FirstRun): FirstRunApi {
  return {
    'firstRun.state': () => firstRun.state(),
    'firstRun.propose': () => firstRun.propose(),
    'firstRun.apply': (chosen) => firstRun.apply(chosen),
    'firstRun.undo': () => firstRun.undo(),
    'firstRun.later': () => firstRun.later(),
  };
}
