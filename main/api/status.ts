import type { Status } from '../../contract/models.ts';
import type { Api } from './api.ts';

export interface StatusParts {
  readonly version: string;
  readonly mode: Status['mode'];
  readonly home: string;
  readonly socket: string;
  readonly endpoint: Status['endpoint'];
  readonly startedAt: Date;
  readonly isPaused: () => boolean;
  readonly pause: (paused: boolean) => void;
  readonly servers: () => Status['servers'];
  readonly sessions: () => Status['sessions'];
  readonly pendingApprovals: () => number;
  readonly tokens: () => Status['tokens'];
  readonly settingsFaults: () => Status['settingsFaults'];
}

export function statusOf(parts: StatusParts): Status {
  return {
    version: parts.version,
    state: parts.isPaused() ? 'paused' : 'running',
    mode: parts.mode,
    pid: process.pid,
    home: parts.home,
    socket: parts.socket,
    endpoint: { url: parts.endpoint.url, fault: parts.endpoint.fault },
    startedAt: parts.startedAt.toISOString(),
    servers: parts.servers(),
    sessions: parts.sessions(),
    pendingApprovals: parts.pendingApprovals(),
    tokens: parts.tokens(),
    settingsFaults: parts.settingsFaults(),
  };
}

export function statusApi(parts: StatusParts): Pick<Api, 'status.get' | 'broker.pause' | 'sessions.list'> {
  return {
    'status.get': () => statusOf(parts),
    'broker.pause': ({ paused }) => {
      parts.pause(paused);
      return statusOf(parts);
    },
    'sessions.list': () => parts.sessions(),
  };
}
