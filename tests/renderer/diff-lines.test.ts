import { describe, expect, it } from 'vitest';
import { diffLines } from '../../renderer/ui/diff-lines.ts';

describe('a change that is shown to a person', () => {
  it('leaves out the names of the files and tells what comes from what goes', () => {
    const diff = '--- /a\n+++ /a\n@@ -3,2 +3,2 @@\n same\r\n-old\n+new\n\\ No newline at end of file\n';
    expect(diffLines(diff)).toEqual([
      { kind: 'gap', text: 'from line 3' },
      { kind: 'same', text: 'same' },
      { kind: 'removed', text: 'old' },
      { kind: 'added', text: 'new' },
      { kind: 'note', text: ' No newline at end of file' },
    ]);
  });

  it('takes a line of the file that looks like a name of a file for what it is', () => {
    expect(diffLines('--- /a\n+++ /a\n@@ -1 +1 @@\n--- a/x\n+++ b/x\n')).toEqual([
      { kind: 'gap', text: 'from line 1' },
      { kind: 'removed', text: '-- a/x' },
      { kind: 'added', text: '++ b/x' },
    ]);
  });

  it('of a file without line breaks shows the surroundings of the change', () => {
    const before = `{${'"a":1,'.repeat(50_000)}"z":0}`;
    const after = before.replace('"z"', '"patchbay":{"command":"shim"},"z"');
    const note = '\\ No newline at end of file';
    const [, removed, , added] = diffLines(`@@ -1 +1 @@\n-${before}\n${note}\n+${after}\n${note}\n`);
    expect(removed?.text.length).toBeLessThan(400);
    expect(added?.text).toContain('"patchbay":{"command":"shim"},"z":0}');
    expect(added?.text).toMatch(/^ \[… \d+ characters the same …\]/);
  });

  it('says how much of a line it leaves out that is long all over', () => {
    const [, added] = diffLines(`@@ -0,0 +1 @@\n+${'x'.repeat(30_000)}\n`);
    expect(added?.text).toMatch(/^x{20000} \[… 10000 characters more …\] $/);
  });

  it('shows nothing where nothing changes', () => {
    expect(diffLines('')).toEqual([]);
  });
});
