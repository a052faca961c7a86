import fc from 'fast-check';

/** Files as nobody means to write them, and somebody does: every layout that a format allows, in any mixture. */

type Draw = <Item>(...items: readonly Item[]) => Item;

const draws = fc.array(fc.nat(100_000), { minLength: 200, maxLength: 200 }).map((numbers): Draw => {
  let next = 0;
  return (...items) => {
    next += 1;
    const item = items[(numbers[next % numbers.length] ?? 0) % items.length];
    // One of those that were given, if any were.
    return item as (typeof items)[number];
  };
});

const some = <Item>(draw: Draw, items: readonly Item[]): Item[] => items.filter(() => draw(true, false));
const times = (draw: Draw, make: () => string): string[] => Array.from({ length: draw(0, 1, 1, 2, 3) }, make);

/** Of anybody's JSON. With comments and commas too many only where `isLenient`. */
export function oddJson(isLenient: boolean): fc.Arbitrary<string> {
  return draws.map((draw) => {
    const eol = draw('\n', '\r\n', '\r', '');
    const remark = () => (isLenient ? draw('', '', '', '', '/* , } */', `// {"a${eol || '\n'}`, `/* a${eol} b */`, '/**/') : '');
    const space = () => draw('', '', ' ', '\t', eol, `${eol}  `) + remark() + draw('', '', ' ', `${eol}\t`);
    const items = (open: string, each: readonly string[], close: string) =>
      open +
      space() +
      each.join(`${space()},${space()}`) +
      (isLenient && each.length > 0 ? draw('', '', `${space()},`) : '') +
      space() +
      close;
    const text = () => JSON.stringify(draw('a', 'patchbay', 'mcpServers', 'é🚀', '//', '/*', '},{', '"', '\\', '\u2028', '__proto__'));
    const leaf = () => draw(text(), '1', '-0', '1e5', '9007199254740993', 'null', '[]', '{}', '"\\u0041\\/"');
    const member = (name: string, value: string) => name + space() + ':' + space() + value;
    const inner = () =>
      draw(
        leaf(),
        items('[', times(draw, leaf), ']'),
        items(
          '{',
          times(draw, () => member(text(), leaf())),
          '}',
        ),
      );
    const servers = some(draw, ['"a"', '"patchbay"', '"b-c"', '"x y"']).map((name) => member(name, inner()));
    const others = some(draw, ['"z"', '"ü"', '"0"']).map((name) => member(name, inner()));
    others.splice(draw(0, 1, 2, 3), 0, member(draw('"mcpServers"', '"mcp\\u0053ervers"'), items('{', servers, '}')));
    return (isLenient ? draw('', '', '\uFEFF') : '') + space() + items('{', others, '}') + space();
  });
}

export const oddToml = draws.map((draw) => {
  const eol = draw('\n', '\n', '\r\n');
  const line = (text: string) => draw('', '', '  ', '\t') + text + draw('', '', ' ', ' # c', '\t# [mcp_servers.x]', ' # "') + eol;
  const key = (name: string) => (/^[\w-]+$/.test(name) ? draw(name, name, `"${name}"`, `'${name}'`) : JSON.stringify(name));
  const path = (...names: readonly string[]) => names.map(key).join(draw('.', '.', ' . '));
  const long = () => draw(`"""${eol}a "b"${eol}[mcp_servers.q]${eol}"""`, `'''${eol}x = 1 # no'''`, `""""x""""`, `"""a\\${eol}  b"""`);
  const leaf = () =>
    draw('1', '"x"', "'C:\\p'", '1_000', '0xff', '-inf', 'true', '1979-05-27T07:32:00Z', '07:32:00', '"é🚀 # no"', '{}', '""');
  const list = () => `[${draw('', ' ', eol)}${times(draw, leaf).join(`, ${draw('', `# c${eol}`)}`)}${draw('', eol)}]`;
  const value = () => draw(leaf(), leaf(), long(), list(), `{ ${key('a b')} = ${leaf()}, b.c = ${leaf()} }`);
  const rows = (names: readonly string[]) => some(draw, names).map((name) => line(`${key(name)} =${draw('', ' ', '\t')}${value()}`));
  const blank = () => draw('', '', eol, line('# remark'), `\t${eol}`);
  const names = some(draw, ['a', 'b-c', 'x y', 'patchbay', 'é']);
  const inline = () => names.map((name) => `${key(name)} = { command = "x" }`).join(', ');
  const tables = names.flatMap((name) => [
    ...[line(`[${draw('', ' ')}${path('mcp_servers', name)}${draw('', ' ')}]`), ...rows(['command', 'args']), blank()],
    ...draw(
      [],
      [line(`[${path('mcp_servers', name, 'env')}]`), ...rows(['A', 'B-C', 'p q'])],
      [line(`[[${path('mcp_servers', name, 't')}]]`)],
    ),
  ]);
  const dotted = names.flatMap((name) => [line(`${path('mcp_servers', name, 'command')} = "x"`), blank()]);
  const [head, tail] = draw<readonly [readonly string[], readonly string[]]>(
    [[], tables],
    [[], tables],
    [dotted, []],
    [[], [line('[mcp_servers]'), ...names.map((name) => line(`${path(name, 'command')} = "y"`))]],
    [[line(`mcp_servers = {${draw('', ' ')}${inline()}${draw('', ' ')}}`)], []],
  );
  const others = draw([], [line('[tui]'), ...rows(['theme'])], [line('[[hooks]]'), line('n = 1'), line('[[hooks]]'), line('n = 2')]);
  const text = [blank(), ...rows(['model', 'a key']), ...head, ...draw([...others, ...tail], [...tail, ...others]), blank()].join('');
  return draw('', '', '\uFEFF') + (draw(true, false) ? text : text.replace(/\r?\n$/, ''));
});

/** @param isList the servers stand in a list, each with its name. */
export function oddYaml(isList: boolean): fc.Arbitrary<string> {
  return draws.map((draw) => {
    const eol = draw('\n', '\n', '\r\n');
    const unit = draw('  ', '    ');
    const behind = () => draw('', '', '', ' # c', ' ', ' # a: b') + eol;
    const blank = (indent: string) => draw('', '', '', eol, `${indent}# remark${eol}`, `# left${eol}`);
    const leaf = () =>
      draw('x', '"a: b # c"', "'it''s'", '1', '~', 'http://x/y', 'é🚀', '!!str 1', '[]', '{ a: 1, b: [c] }', '&mark x', 'yes');
    const block = (indent: string) =>
      `${draw('|', '>', '|-', '|+', '>-')}${eol}${indent}${unit}a: b${eol}${draw('', eol)}${indent}${unit}# text${eol}`;
    const list = (indent: string) => `${behind()}${indent}- 1${eol}${indent}- a: x${behind()}${indent}  b: y${behind()}`;
    const value = (indent: string) => ` ${draw(leaf() + behind(), leaf() + behind(), block(indent))}`;
    const rows = (indent: string, names: readonly string[]) =>
      some(draw, names).map((name) => `${blank(indent)}${indent}${draw(name, name, `"${name}"`)}:${draw(value(indent), list(indent))}`);
    const names = some(draw, ['a', 'b-c', 'patchbay', 'x y', '7']);
    const head = draw('', '', ' &all', isList ? ' !!seq' : ' !!map');
    const dash = draw('', unit);
    const inMap = () =>
      names.map(
        (name) =>
          `${blank(unit)}${unit}${JSON.stringify(name)}:${behind()}${unit}${unit}type: x${behind()}${rows(unit + unit, ['cmd', 'args']).join('')}`,
      );
    const inList = () =>
      names.map((name) => `${blank(dash)}${dash}- name: ${JSON.stringify(name)}${behind()}${rows(`${dash}  `, ['cmd', 'args']).join('')}`);
    const flow = () =>
      names
        .map((name) => (isList ? `{ name: ${JSON.stringify(name)} }` : `${JSON.stringify(name)}: { cmd: x }`))
        .join(draw(', ', `,${eol}  `, `, # c${eol}  `));
    const [open, close] = isList ? ['[', ']'] : ['{', '}'];
    const inBlock = names.length === 0 ? behind() : `${head}${behind()}${(isList ? inList() : inMap()).join('')}`;
    const servers = draw(inBlock, inBlock, inBlock, ` ${open}${flow()}${draw('', ' ')}${close}${behind()}`);
    const key = isList ? 'mcpServers' : 'extensions';
    const all = [...rows('', ['first', 'z']), `${draw(key, key, `"${key}"`)}:${servers}`, blank(''), ...rows('', ['last', 'k'])];
    const text =
      draw('', '', '\uFEFF') +
      blank('') +
      draw('', '', `---${eol}`, `%YAML 1.2${eol}---${eol}`) +
      all.join('') +
      draw('', '', '...', `# end${eol}`);
    return draw(true, false) ? text : text.replace(/\r?\n$/, '');
  });
}

/** One character more, or one less, or all from there on. */
export function broken(files: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const marks = ['"', "'", ',', '{', '}', '[', ']', ':', '=', '\\', '#', '.', '*', '&', '\t', '\u0000', '\u00A0', 'x', '0', ' '];
  return fc.tuple(files, fc.nat(), fc.constantFrom(...marks, null, undefined)).map(([text, number, mark]) => {
    const at = number % (text.length + 1);
    if (mark === undefined) return text.slice(0, at);
    return mark === null ? text.slice(0, at) + text.slice(at + 1) : text.slice(0, at) + mark + text.slice(at);
  });
}
