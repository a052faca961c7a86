import { describe, expect, it } from 'vitest';
import { instructionsFor } from '../../../main/session/instructions.ts';

const own = 'Search first.';

describe('the instructions of an app', () => {
  it('are those of Patchbay, and under its name what each server says', () => {
    const said: Record<string, string | null> = { notes: ' Keep notes short. ', silent: null, empty: ' ' };
    const text = instructionsFor({ own, servers: Object.keys(said), of: (server) => said[server] ?? null });
    expect(text).toBe('Search first.\n\nOf the server “notes”: Keep notes short.');
  });

  it('stay short where servers talk much', () => {
    const servers = Array.from({ length: 50 }, (_, index) => `server${index}`);
    const text = instructionsFor({ own, servers, of: () => '🚀'.repeat(5_000) });
    expect(text.length).toBeLessThanOrEqual(8_000);
    expect(text).toContain('Of the server “server2”');
    expect(text.isWellFormed()).toBe(true);
  });
});
