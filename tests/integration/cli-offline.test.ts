import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { programs, temporaryHome } from '../helpers/broker-process.ts';

let home: Awaited<ReturnType<typeof temporaryHome>>;

beforeEach(async () => {
  home = await temporaryHome();
});

afterEach(() => home[Symbol.asyncDispose]());

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function patchbay(...words: string[]): Promise<Run> {
  return new Promise((resolve) => {
    execFile(process.execPath, [programs.cli, ...words, '--home', home.folder], (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
  });
}

/** One line that ends with a full stop or names a command. */
const oneSentence = expect.stringMatching(/^[^\n]+\n$/);

describe('a command without a running Patchbay', () => {
  it.each([['status'], ['servers'], ['approvals'], ['audit'], ['connect', 'cursor'], ['call', 'files.read_file']])(
    '%s ends with 3 and says how to start it',
    async (...words) => {
      expect(await patchbay(...words)).toEqual({
        code: 3,
        out: '',
        err: expect.stringMatching(/^Patchbay is not running for .*patchbay start.*\n$/),
      });
    },
  );
});

describe('a command whose output nobody reads to its end', () => {
  it('ends without a word', async () => {
    const child = spawn(process.execPath, [programs.cli, 'status', '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    const said: Buffer[] = [];
    child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
    await once(child, 'close');
    expect(Buffer.concat(said).toString()).toBe('');
  });
});

describe('a command with wrong input', () => {
  it.each([
    ['an unknown command', ['stauts'], 'status'],
    ['an unknown option', ['status', '--jsn'], '--json'],
    ['a missing argument', ['call'], 'tool'],
    ['too many arguments', ['status', 'now'], '1: "patchbay --help"'],
    ['a name that no app can have', ['wire', 'VS Code'], 'small letters'],
    ['arguments that are no JSON', ['call', 'files.list', '{oops'], 'JSON'],
    ['a time that is none', ['audit', '--since', 'tomorrow'], 'tomorrow'],
    ['a variable that is none', ['servers', 'add', 'x', '--env', 'novalue', 'node'], '--env'],
    ['the demo that there is not yet', ['start', '--demo'], 'demo'],
  ])('ends with 2 and one sentence for %s', async (_, words, hint) => {
    const run = await patchbay(...words);
    expect(run).toEqual({ code: 2, out: '', err: oneSentence });
    expect(run.err).toContain(hint);
  });

  it('takes no answer that was not given at a terminal', async () => {
    for (const word of ['approve', 'deny']) {
      expect(await patchbay(word, 'abc')).toEqual({ code: 2, out: '', err: expect.stringContaining('only taken from a terminal') });
    }
  });
});

describe('validate', () => {
  it('ends with 2 and the place of every fault', async () => {
    const file = join(home.folder, 'other.yaml');
    await writeFile(file, 'version: 1\nserver: {}\nprofiles:\n  default: { exposure: tiny }\n');
    const { code, out, err } = await patchbay('validate', file);
    expect({ code, err }).toEqual({ code: 2, err: '' });
    expect(out.split('\n')).toEqual([expect.stringContaining(`${file}:2:1 `), expect.stringMatching(/:4:\d+ .*exposure/), '']);
    expect(JSON.parse((await patchbay('validate', file, '--json')).out)).toMatchObject({
      file,
      valid: false,
      faults: [{ line: 2, column: 1 }, { line: 4 }],
    });
  });

  it('ends with 2 for a file that is not there or is no text', async () => {
    expect(await patchbay('validate')).toEqual({ code: 2, out: '', err: oneSentence });
    const file = join(home.folder, 'binary.yaml');
    await writeFile(file, Buffer.from([0xff, 0xfe, 0x00]));
    expect(await patchbay('validate', file)).toEqual({ code: 2, out: '', err: oneSentence });
  });

  it('ends with 0 for a valid file', async () => {
    const file = join(home.folder, 'config.yaml');
    await writeFile(file, 'version: 1\n');
    expect(await patchbay('validate')).toEqual({ code: 0, out: `${file} is valid.\n`, err: '' });
  });
});

describe('doctor without a running Patchbay', () => {
  it('ends with 1 and names everything that is wrong', async () => {
    await writeFile(join(home.folder, 'config.yaml'), 'version: 1\nservers:\n  gone: { command: /no/such/program }\n', { mode: 0o644 });
    await mkdir(join(home.folder, 'keys'));
    await mkdir(join(home.folder, 'run'));
    await chmod(join(home.folder, 'keys'), 0o755);
    const { code, out } = await patchbay('doctor', '--json');
    const { well, findings } = JSON.parse(out);
    const ills = findings.filter((finding: { isWell: boolean }) => !finding.isWell).map(({ subject }: { subject: string }) => subject);
    expect({ code, well, ills }).toEqual({ code: 1, well: false, ills: ['home', 'files', 'server gone', 'Patchbay'] });
  });
});
