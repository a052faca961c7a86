import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { NamedError } from '../../contract/errors.ts';
import { freshSettings } from './fresh-settings.ts';

/** The bytes of config.yaml and of the copy of its last good state. */
export class ConfigText {
  readonly file: string;
  readonly lastGoodFile: string;

  constructor(file: string) {
    this.file = file;
    this.lastGoodFile = join(dirname(file), 'config.last-good.yaml');
  }

  /** @throws NamedError `invalid_input` when it is missing or isn't UTF-8. */
  async read(): Promise<string> {
    const text = await readText(this.file);
    if (text === null) throw new NamedError('invalid_input', 'the file is gone: put it back, or start Patchbay again to get a fresh one');
    return text;
  }

  /** As `read`, with a fresh file (0600) where there is none. */
  async readOrCreate(): Promise<string> {
    const text = await readText(this.file);
    if (text !== null) return text;
    await mkdir(dirname(this.file), { recursive: true, mode: 0o700 });
    await writeFile(this.file, freshSettings, { flag: 'wx', mode: 0o600 });
    return freshSettings;
  }

  /** Atomic; a link stays a link, the mode stays as it is. @throws NamedError `conflict` when the file isn't what was read any more. */
  async replace(before: string, after: string): Promise<void> {
    if ((await this.read()) !== before) {
      throw new NamedError('conflict', 'config.yaml was changed by somebody else at the same moment. Look at it, then try again.');
    }
    await writeFileAtomic(this.file, after);
  }

  readLastGood(): Promise<string | null> {
    return readText(this.lastGoodFile);
  }

  async keepAsLastGood(text: string): Promise<void> {
    if ((await this.readLastGood()) !== text) await writeFileAtomic(this.lastGoodFile, text, { mode: 0o600 });
  }
}

async function readText(file: string): Promise<string | null> {
  const bytes = await readFile(file).catch(absent);
  if (bytes === null) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new NamedError('invalid_input', 'this is no UTF-8 text: save the file as UTF-8', {}, { cause });
  }
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
