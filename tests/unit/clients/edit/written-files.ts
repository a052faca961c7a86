import fc from 'fast-check';

/** Files as people and programs write them: random content, random layout. */

const word = fc.stringMatching(/^[a-z][a-z-]{0,8}$/);
const text = fc.oneof(
  word,
  fc.string({ maxLength: 12 }),
  fc.constantFrom('C:\\dir\\x.exe', '🚀 "quoted"', "it's", '# no comment', '// none', 'a: b', '${HOME}'),
);
const eol = fc.constantFrom('\n', '\r\n');
const server = fc.record({ command: text, args: fc.array(text, { maxLength: 3 }), env: fc.dictionary(word, text, { maxKeys: 2 }) });
const servers = fc.dictionary(word, server, { maxKeys: 3, noNullPrototype: true });

/** Draws from a list of numbers, over and over. */
class Dice {
  readonly #numbers: readonly number[];
  #next = 0;

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }

  pick<Item>(items: readonly [Item, ...Item[]]): Item {
    this.#next += 1;
    return items[(this.#numbers[this.#next % this.#numbers.length] ?? 0) % items.length] ?? items[0];
  }
}

const dice = fc.array(fc.nat(1000), { minLength: 40, maxLength: 40 }).map((numbers) => new Dice(numbers));

/** JSON with comments and trailing commas; `mcpServers` may be missing. */
export const jsonFiles = fc
  .record({
    settings: fc.dictionary(word, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4, noNullPrototype: true }),
    servers: fc.option(servers),
    dice,
    eol,
    indent: fc.constantFrom('', '  ', '\t', '    '),
  })
  .map(({ settings, servers: given, dice: draw, eol: lineBreak, indent }) => {
    const entries = Object.entries(settings).filter(([name]) => name !== 'mcpServers');
    if (given !== null) entries.splice(entries.length >> 1, 0, ['mcpServers', given]);
    return new JsonLayout(draw, lineBreak, indent).file(Object.fromEntries(entries));
  });

class JsonLayout {
  readonly #dice: Dice;
  readonly #eol: string;
  readonly #indent: string;

  constructor(draw: Dice, lineBreak: string, indent: string) {
    this.#dice = draw;
    this.#eol = lineBreak;
    this.#indent = indent;
  }

  file(value: object): string {
    return (
      this.#dice.pick(['', `// top${this.#eol}`, this.#eol]) +
      this.#value(value, 0) +
      this.#dice.pick(['', this.#eol, `${this.#eol}// end`])
    );
  }

  #value(value: unknown, depth: number): string {
    if (typeof value !== 'object' || value === null) return JSON.stringify(value);
    const isList = Array.isArray(value);
    const items = Object.entries(value).map(
      ([name, inner]) => (isList ? '' : `${JSON.stringify(name)}:${this.#dice.pick(['', ' '])}`) + this.#value(inner, depth + 1),
    );
    const [open, close] = isList ? ['[', ']'] : ['{', '}'];
    const isInline = this.#indent === '' || this.#dice.pick([false, false, true]);
    return open + (isInline ? this.#inline(items) : this.#lines(items, depth)) + close;
  }

  #inline(items: readonly string[]): string {
    const pad = this.#dice.pick(['', ' ', ' /* in */ ']);
    return items.length === 0 ? pad : pad + items.join(this.#dice.pick([',', ', ', ' , '])) + this.#dice.pick(['', '', ',']) + pad;
  }

  #lines(items: readonly string[], depth: number): string {
    const line = this.#eol + this.#indent.repeat(depth + 1);
    const written = items.map((item, index) => {
      const comma = index < items.length - 1 ? ',' : this.#dice.pick(['', '', ',']);
      return (
        this.#dice.pick(['', '', `${line}// above`, this.#eol]) +
        line +
        item +
        comma +
        this.#dice.pick(['', '', ' // behind', ' /* too */'])
      );
    });
    return written.join('') + this.#dice.pick(['', `${line}/* last */`]) + this.#eol + this.#indent.repeat(depth);
  }
}

const quoted = (value: string): string => JSON.stringify(value).replaceAll('\u007F', '\\u007F');
const tomlServer = fc.record({
  command: text,
  args: fc.array(text, { maxLength: 2 }),
  env: fc.dictionary(word, text, { maxKeys: 2, noNullPrototype: true }),
});

/** TOML in which each server is written in one of the ways that TOML has for it. */
export const tomlFiles = fc
  .record({
    top: fc.dictionary(word, text, { maxKeys: 2 }),
    servers: fc.dictionary(word, tomlServer, { maxKeys: 3 }),
    dice,
    eol,
    end: fc.constantFrom('', '\n', '\n\n'),
  })
  .map(({ top, servers: given, dice: draw, eol: lineBreak, end }) => {
    const remark = () => draw.pick(['', '', ' # why']);
    const rows = Object.entries(top).map(([key, value]) => `top-${key} = ${quoted(value)}${remark()}`);
    const tables = Object.entries(given).flatMap(([name, { command, args, env }]) => {
      const list = `[${args.map(quoted).join(', ')}]`;
      const inline = `{ ${Object.entries(env)
        .map(([key, value]) => `${key} = ${quoted(value)}`)
        .join(', ')} }`;
      const header = `${draw.pick(['', `# about ${name}${lineBreak}`])}${draw.pick(['', '  '])}[mcp_servers.${name}]${remark()}`;
      const body = [`command = ${quoted(command)}${remark()}`, draw.pick(['', '# between']), `args = ${list}`];
      const below = [`[mcp_servers.${name}.env]`, ...Object.entries(env).map(([key, value]) => `${key} = ${quoted(value)}`)];
      return [[header, ...body, ...draw.pick([[`env = ${inline}`], ['', ...below]])].join(lineBreak)];
    });
    const others = draw.pick([[], ['[tui]', 'theme = "x"'], ['[[hooks]]', 'n = 1', '[[hooks]]', 'n = 2']]).join(lineBreak);
    const parts = [
      draw.pick([
        [rows.join(lineBreak), others, ...tables],
        [rows.join(lineBreak), ...tables, others],
      ]),
    ]
      .flat()
      .filter((part) => part !== '');
    return parts.join(draw.pick([lineBreak, lineBreak + lineBreak])) + end.replaceAll('\n', lineBreak);
  });

/** YAML with a mapping of servers, in block or flow style. */
export const yamlFiles = fc
  .record({ servers: fc.option(servers), dice, eol, unit: fc.constantFrom('  ', '    '), end: fc.constantFrom('', '\n', '\n# end\n') })
  .map(({ servers: given, dice: draw, eol: lineBreak, unit, end }) => {
    const remark = () => draw.pick(['', '', '', ' # why']);
    const entries = Object.entries(given ?? {}).flatMap(([name, { command, args, env }]) => {
      const list =
        args.length === 0
          ? ['args: []']
          : draw.pick([
              [`args: [${args.map(quoted).join(', ')}]`],
              ['args:', ...args.map((arg) => `${draw.pick(['', unit])}- ${quoted(arg)}`.replace(/^ *-/, `${unit}-`))],
            ]);
      const body = [
        `command: ${quoted(command)}${remark()}`,
        ...list,
        `env: {${Object.entries(env)
          .map(([key, value]) => `${key}: ${quoted(value)}`)
          .join(', ')}}${remark()}`,
      ];
      const above = draw.pick([[], [], ['# about'], ['']]);
      return draw.pick([
        [...above, `s-${name}:${remark()}`, ...body.map((line) => unit + line)],
        [...above, `s-${name}: { command: ${quoted(command)} }${remark()}`],
      ]);
    });
    const block =
      entries.length === 0
        ? [`extensions:${draw.pick([' {}', ''])}${remark()}`]
        : ['extensions:', ...entries.map((line) => (line === '' ? '' : unit + line))];
    const lines = [
      ...draw.pick([[], ['# top'], ['---']]),
      'first: 1',
      ...(given === null ? [] : block),
      ...draw.pick([[], ['', 'last: |', `${unit}text`, `${unit}more`], ['last: [1, 2]']]),
    ];
    return lines.join(lineBreak) + end.replaceAll('\n', lineBreak);
  });
