import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { NamedError } from '../../contract/errors.ts';
import { isJsonRecord, type JsonRecord } from '../lib/json-record.ts';
import { makePrivateFolder } from '../lib/private-folder.ts';
import { type BundleIdentity, bundleIdentity } from './bundle-manifest.ts';
import { readStructured } from './structured-text.ts';
import { unzipped, type ZipEntry, zipEntries } from './zip.ts';

/** Says which archive a folder was unpacked from; never part of one. */
const markFile = '.patchbay-bundle';
const largestManifest = 1_000_000;

/** An MCPB bundle that was looked at and not yet unpacked. */
export class Bundle {
  readonly identity: BundleIdentity;
  readonly manifest: JsonRecord;
  readonly isSigned: boolean;
  readonly #bytes: Buffer;
  readonly #entries: readonly ZipEntry[];
  readonly #hash: string;

  private constructor(bytes: Buffer, isSigned: boolean) {
    this.#bytes = bytes;
    this.isSigned = isSigned;
    this.#hash = createHash('sha256').update(bytes).digest('hex');
    this.#entries = zipEntries(bytes);
    this.manifest = this.#readManifest();
    this.identity = bundleIdentity(this.manifest);
  }

  /** @throws NamedError `invalid_input` when it is no bundle, or does what a harmless one doesn't need. */
  static read(given: Buffer): Bundle {
    const signature = signatureStart(given);
    return new Bundle(signature === null ? given : given.subarray(0, signature), signature !== null);
  }

  /** As long as it is packed. */
  get bytes(): number {
    return this.#bytes.length;
  }

  /** Where it will lie: a folder that holds this very bundle, or isn't there yet. */
  async folderIn(bundles: string): Promise<string> {
    const folder = join(bundles, `${this.identity.name}-${this.identity.version}`);
    const mark = await readMark(folder);
    return mark === null || mark === this.#hash ? folder : `${folder}-${this.#hash.slice(0, 8)}`;
  }

  /**
   * Unpacks into a folder of `folderIn`, whole or not at all.
   * @returns whether it is new there.
   */
  async unpack(folder: string): Promise<boolean> {
    if ((await readMark(folder)) === this.#hash) return false;
    const bundles = dirname(folder);
    await makePrivateFolder(bundles);
    const building = await mkdtemp(join(bundles, '.unpacking-'));
    try {
      for (const entry of this.#entries) await this.#write(entry, building);
      await writeFile(join(building, markFile), this.#hash, { mode: 0o600 });
      await rename(building, folder);
    } catch (error) {
      await rm(building, { recursive: true, force: true });
      throw error;
    }
    return true;
  }

  async #write(entry: ZipEntry, building: string): Promise<void> {
    const path = join(building, ...entry.name.split('/'));
    if (entry.isFolder) {
      await mkdir(path, { recursive: true, mode: 0o700 });
      return;
    }
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const isProgram = entry.isExecutable || this.#isRun(entry.name);
    await writeFile(path, unzipped(this.#bytes, entry), { flag: 'wx', mode: isProgram ? 0o700 : 0o600 });
    if (isProgram) await chmod(path, 0o700);
  }

  /** A zip that was packed on Windows knows no executable files. */
  #isRun(name: string): boolean {
    const server = this.manifest['server'];
    return isJsonRecord(server) && server['type'] === 'binary' && name === server['entry_point'];
  }

  #readManifest(): JsonRecord {
    const entry = this.#entries.find(({ name }) => name === 'manifest.json');
    if (this.#entries.some(({ name }) => name === markFile) || entry === undefined || entry.size > largestManifest) {
      throw new NamedError('invalid_input', 'This zip file is no MCPB bundle: it has no manifest.json.');
    }
    const manifest = readStructured(
      unzipped(this.#bytes, entry)
        .toString('utf8')
        .replace(/^\uFEFF/, ''),
      'JSON',
    );
    return isJsonRecord(manifest) ? manifest : {};
  }
}

/** `mcpb sign` puts a PKCS#7 block behind the archive. */
function signatureStart(bytes: Buffer): number | null {
  if (!bytes.subarray(-64).includes('MCPB_SIG_END')) return null;
  const start = bytes.lastIndexOf('MCPB_SIG_V1');
  return start < 0 ? null : start;
}

/** Null where there is no folder; empty where it isn't one of ours. */
async function readMark(folder: string): Promise<string | null> {
  return readFile(join(folder, markFile), 'utf8').catch((error: NodeJS.ErrnoException) =>
    error.code === 'ENOENT' ? absentMark(folder) : '',
  );
}

async function absentMark(folder: string): Promise<string | null> {
  return readFile(folder).then(
    () => '',
    (error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? null : ''),
  );
}
