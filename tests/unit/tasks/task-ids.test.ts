import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { announcedAs, announcedTask, relatedTaskOf, withRelatedTask, withTaskId } from '../../../main/tasks/task-ids.ts';
import type { JsonObject } from '../../../main/wire/frame.ts';
import { jsonText } from '../../../main/wire/json-text.ts';
import { readJsonText } from '../../../main/wire/read-json.ts';

// The texts below are objects.
const read = (text: string) => readJsonText(text) as JsonObject;
const related = 'io.modelcontextprotocol/related-task';

describe('the id of a task in a message', () => {
  it('is the only thing that changes, however the rest is spelled', () => {
    const text = '{"ttl":60000.0,"taskId":"theirs","x":9007199254740993,"2":1.0,"1":-0,"status":"working"}';
    expect(jsonText(withTaskId(read(text), 'ours'))).toBe(text.replace('theirs', 'ours'));
    const meta = `{"content":[1.0],"_meta":{"b":1e400,"${related}":{"x":1.0,"taskId":"theirs"},"a":-0}}`;
    expect(jsonText(withRelatedTask(read(meta), 'ours'))).toBe(meta.replace('theirs', 'ours'));
    expect(relatedTaskOf(read(meta))).toBe('theirs');
  });

  it('changes in both places of a result that announces a legacy task', () => {
    const text = `{"_meta":{"${related}":{"taskId":"theirs"},"n":1.0},"task":{"pollInterval":1e3,"taskId":"theirs"},"x":1.50}`;
    expect(jsonText(announcedAs(read(text), 'legacy', 'ours'))).toBe(text.replaceAll('theirs', 'ours'));
  });

  it('is taken out of what must name no task, and nothing else is', () => {
    expect(jsonText(withRelatedTask(read(`{"a":1.0,"_meta":{"x":-0,"${related}":{"taskId":"foreign"}}}`), null))).toBe(
      '{"a":1.0,"_meta":{"x":-0}}',
    );
  });

  it('leaves a message that belongs to no task the very same', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
        const message = JSON.parse(JSON.stringify(object)) as JsonObject;
        fc.pre(relatedTaskOf(message) === null && !('taskId' in message));
        expect(withRelatedTask(message, 'ours')).toBe(message);
        expect(withTaskId(message, 'ours')).toBe(message);
      }),
    );
  });
});

describe('a result that announces a task', () => {
  it.each([
    ['legacy', { task: { taskId: 'a' } }, true],
    ['legacy', { resultType: 'task', taskId: 'a' }, false],
    ['modern', { resultType: 'task', taskId: 'a' }, true],
    ['modern', { resultType: 'complete', taskId: 'a' }, false],
    ['modern', { resultType: 'task' }, false],
    ['legacy', { task: 'a' }, false],
  ] as const)('is told by its shape in the %s era: %j', (era, result, isTask) => {
    expect(announcedTask(result, era) !== null).toBe(isTask);
  });
});
