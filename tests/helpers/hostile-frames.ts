import fc from 'fast-check';

const id = fc.oneof(
  fc.integer(),
  fc.string({ maxLength: 8 }),
  fc.constantFrom(null, 1.5, {}, [], true, '__proto__', Number.MAX_SAFE_INTEGER),
);
const method = fc.oneof(
  fc.constantFrom(
    'ping',
    'tools/list',
    'tools/call',
    'resources/read',
    'prompts/get',
    'initialize',
    'server/discover',
    'notifications/cancelled',
  ),
  fc.string({ maxLength: 20 }),
  fc.constantFrom(7, null, {}, ['tools/call']),
);
const params = fc.oneof(
  fc.object({ maxDepth: 3, maxKeys: 4 }),
  fc.constantFrom(null, [], 'params', 3),
  fc.constant({ name: 'no_such', arguments: 5 }),
);

const shaped = fc.record(
  {
    jsonrpc: fc.constantFrom('2.0', '1.0', 2),
    id,
    method,
    params,
    result: fc.jsonValue({ maxDepth: 2 }),
    error: fc.jsonValue({ maxDepth: 2 }),
  },
  { requiredKeys: [] },
);

/** Text of JSON with what no writer of JSON writes. */
const rough = fc.constantFrom(
  '{"jsonrpc":"2.0","id":1e400,"method":"ping"}',
  '{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}',
  '{"jsonrpc":"2.0","id":1,"Method":"tools/call","method":"ping"}',
  '{"jsonrpc":"2.0","id":"\\ud800","method":"ping"}',
  '{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"__proto__":{"name":"x"}}}',
  '[{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","id":2,"method":"ping"}]',
  `${'['.repeat(5000)}${']'.repeat(5000)}`,
  '\u0000\u0001',
  '{"jsonrpc":"2.0","id":4,"method":"ping"\u2028}',
);

/** One line that some program could send, whatever it thinks it does. Never holds a line's end. */
export const hostileFrame = fc.oneof(
  { weight: 6, arbitrary: shaped.map((frame) => JSON.stringify(frame)) },
  { weight: 2, arbitrary: fc.tuple(shaped, fc.nat(200)).map(([frame, length]) => JSON.stringify(frame).slice(0, length)) },
  { weight: 1, arbitrary: fc.json({ maxDepth: 3 }) },
  { weight: 1, arbitrary: rough },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }).map((text) => text.replace(/[\r\n]/g, ' ')) },
);
