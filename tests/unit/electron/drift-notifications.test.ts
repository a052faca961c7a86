import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AppDrift, KnownApp } from '../../../contract/known-apps.ts';
import { DriftNotifications } from '../../../main/electron/drift-notifications.ts';
import { aKnownApp } from '../../renderer/example-apps.ts';

const onScreen = vi.hoisted((): string[] => []);

vi.mock('electron', () => ({
  Notification: class {
    readonly #body: string;
    constructor({ body }: { readonly body: string }) {
      this.#body = body;
    }
    static isSupported(): boolean {
      return true;
    }
    on(): void {}
    show(): void {
      onScreen.push(this.#body);
    }
    close(): void {
      onScreen.splice(onScreen.indexOf(this.#body), 1);
    }
  },
}));

function cursor(...kinds: AppDrift['kind'][]): KnownApp {
  const since = new Date().toISOString();
  return aKnownApp('cursor', 'Cursor', { drift: kinds.map((kind) => ({ kind, path: '/f', message: '', since, leftAlone: false })) });
}

describe('notifications of what befell an app', () => {
  let notifications: DriftNotifications;
  beforeEach(() => {
    vi.useFakeTimers();
    notifications = new DriftNotifications(() => undefined);
  });
  afterEach(() => {
    notifications[Symbol.dispose]();
    vi.useRealTimers();
  });

  function tell(...kinds: AppDrift['kind'][]): void {
    notifications.update([cursor(...kinds)]);
    vi.runAllTimers();
  }

  it('make way for what comes later, and go once all is well', () => {
    tell('bypass');
    tell('bypass');
    expect(onScreen).toEqual(['Cursor goes past Patchbay. Click to look.']);
    tell('lost', 'bypass');
    expect(onScreen).toEqual(['Cursor lost Patchbay. Click to look.']);
    tell();
    expect(onScreen).toEqual([]);
  });
});
