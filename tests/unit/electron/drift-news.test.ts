import { describe, expect, it } from 'vitest';
import type { AppDrift, KnownApp } from '../../../contract/known-apps.ts';
import { DriftNews } from '../../../main/electron/drift-news.ts';
import { aKnownApp } from '../../renderer/example-apps.ts';

const [before, start, after] = ['2026-11-20T23:59:59.999Z', '2026-11-21T00:00:00.000Z', '2026-11-21T00:00:00.001Z'];

function drifted(kind: AppDrift['kind'], since = after): AppDrift {
  return { kind, path: '/home/ada/secret-project/mcp.json', message: 'It is gone.', since, leftAlone: false };
}

function cursor(...drift: readonly AppDrift[]): KnownApp {
  return aKnownApp('cursor', 'Cursor', { drift: [...drift] });
}

const news = () => new DriftNews(new Date(start));

describe('what befell an app', () => {
  it('is told once, and again when it happens again', () => {
    const cursors = news();
    expect(cursors.take([cursor()])).toEqual([]);
    expect(cursors.take([cursor(drifted('lost'))])).toEqual([{ app: 'cursor', sentence: 'Cursor lost Patchbay.' }]);
    expect(cursors.take([cursor(drifted('lost'))])).toEqual([]);
    expect(cursors.take([cursor()])).toEqual([]);
    expect(cursors.take([cursor(drifted('lost'))])).toHaveLength(1);
  });

  it('is told in one sentence, the worst first, and what comes later in another', () => {
    const cursors = news();
    expect(cursors.take([cursor(drifted('lost'), drifted('others-lost'))])).toEqual([{ app: 'cursor', sentence: 'Cursor lost Patchbay.' }]);
    expect(cursors.take([cursor(drifted('others-lost'))])).toEqual([]);
    expect(cursors.take([cursor(drifted('others-lost'), drifted('bypass'))])).toEqual([
      { app: 'cursor', sentence: 'Cursor goes past Patchbay.' },
    ]);
  });

  it('before this Patchbay began was told by the one before', () => {
    expect(news().take([cursor(drifted('lost', before))])).toEqual([]);
  });

  it('names neither files nor servers, which a lock screen would show', () => {
    const [told] = news().take([cursor(drifted('others-lost'))]);
    expect(told?.sentence).toBe('Cursor lost other servers of yours.');
  });
});
