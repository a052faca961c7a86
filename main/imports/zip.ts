import { inflateRawSync } from 'node:zlib';
import { NamedError } from '../../contract/errors.ts';

/** One file of a zip archive, as its central directory describes it. */
export interface ZipEntry {
  readonly name: string;
  readonly isFolder: boolean;
  readonly isExecutable: boolean;
  /** Bytes once it is unpacked; checked when it is. */
  readonly size: number;
  readonly packedSize: number;
  readonly method: number;
  /** Where its local header lies. */
  readonly offset: number;
}

export interface ZipLimits {
  readonly files: number;
  /** Bytes of one file, and of all of them. */
  readonly fileBytes: number;
  readonly totalBytes: number;
}

/** Bundles carry their packages with them: thousands of files, a few hundred megabytes. */
export const bundleLimits: ZipLimits = { files: 50_000, fileBytes: 200_000_000, totalBytes: 600_000_000 };

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;
const longestComment = 65_535;

/**
 * The files of an archive. Everything that a harmless archive doesn't need is refused: links, encryption, names that lead elsewhere or stand
 * twice, more than the limits. Nothing is unpacked yet.
 * @throws NamedError `invalid_input`.
 */
export function zipEntries(bytes: Buffer, limits: ZipLimits = bundleLimits): ZipEntry[] {
  const end = endOfDirectory(bytes);
  const count = bytes.readUInt16LE(end + 10);
  if (count > limits.files) throw refused(`it holds more than ${limits.files} files`);
  const entries: ZipEntry[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    const { entry, next } = entryAt(bytes, at);
    entries.push(entry);
    at = next;
  }
  refuseTricks(entries, limits);
  return entries;
}

/**
 * What a file holds; never more than the directory says.
 * @throws NamedError `invalid_input`.
 */
export function unzipped(bytes: Buffer, entry: ZipEntry): Buffer {
  if (entry.offset + 30 > bytes.length || bytes.readUInt32LE(entry.offset) !== localSignature) throw damaged();
  const start = entry.offset + 30 + bytes.readUInt16LE(entry.offset + 26) + bytes.readUInt16LE(entry.offset + 28);
  const packed = bytes.subarray(start, start + entry.packedSize);
  if (packed.length !== entry.packedSize) throw damaged();
  const whole = entry.method === 0 ? packed : inflated(packed, entry);
  if (whole.length !== entry.size) throw damaged();
  return whole;
}

function inflated(packed: Buffer, { size, name }: ZipEntry): Buffer {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(size, 1) });
  } catch (cause) {
    throw new NamedError('invalid_input', `This bundle can't be unpacked: ${name} is damaged, or larger than it says.`, {}, { cause });
  }
}

function endOfDirectory(bytes: Buffer): number {
  for (let at = bytes.length - 22; at >= Math.max(0, bytes.length - 22 - longestComment); at -= 1) {
    if (bytes.readUInt32LE(at) === endSignature) return at;
  }
  throw refused('it is no zip file');
}

function entryAt(bytes: Buffer, at: number): { readonly entry: ZipEntry; readonly next: number } {
  if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== entrySignature) throw damaged();
  const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
  const end = at + 46 + (nameLength ?? 0);
  const name = nameIn(bytes.subarray(at + 46, end));
  const mode = bytes.readUInt32LE(at + 38) >>> 16;
  if (bytes.readUInt16LE(at + 8) & 1) throw refused('it is encrypted');
  if ((mode & 0o170_000) === 0o120_000) throw refused(`${name} is a link`);
  const entry = {
    name: name.replace(/\/$/, ''),
    isFolder: name.endsWith('/'),
    isExecutable: (mode & 0o111) !== 0,
    method: bytes.readUInt16LE(at + 10),
    packedSize: bytes.readUInt32LE(at + 20),
    size: bytes.readUInt32LE(at + 24),
    offset: bytes.readUInt32LE(at + 42),
  };
  if (entry.method !== 0 && entry.method !== 8) throw refused(`${name} is packed in a way that Patchbay doesn't know`);
  return { entry, next: end + (extraLength ?? 0) + (commentLength ?? 0) };
}

function nameIn(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new NamedError('invalid_input', "This bundle can't be read: the name of a file in it is no UTF-8.", {}, { cause });
  }
}

function refuseTricks(entries: readonly ZipEntry[], limits: ZipLimits): void {
  const names = new Set<string>();
  let total = 0;
  for (const { name, size, isFolder } of entries) {
    if (!isSafeName(name)) throw refused('a file in it has a name that leads elsewhere');
    const spelled = spelledAlike(name);
    if (names.has(spelled) && !isFolder) throw refused('two files in it have the same name');
    names.add(spelled);
    total += size;
    if (size > limits.fileBytes || total > limits.totalBytes) throw refused('it is too large once it is unpacked');
  }
  const files = new Set(entries.filter(({ isFolder }) => !isFolder).map(({ name }) => spelledAlike(name)));
  if ([...names].some((name) => foldersOf(name).some((folder) => files.has(folder)))) throw damaged();
}

/** Where capital letters make no difference, one file would take the place of another. */
function spelledAlike(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/** Every folder above it. */
function foldersOf(name: string): string[] {
  const parts = name.split('/');
  return parts.slice(1).map((_part, index) => parts.slice(0, index + 1).join('/'));
}

const deviceNames = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** Relative, without steps up, and a file on every system. */
function isSafeName(name: string): boolean {
  if (name === '' || name.length > 1024 || /^[\\/]|\\|[\u0000-\u001f\u007f:*?"<>|]/.test(name)) return false;
  return name.split('/').every((part) => part !== '' && part !== '.' && part !== '..' && !/[. ]$/.test(part) && !deviceNames.test(part));
}

function damaged(): NamedError {
  return refused('it is damaged');
}

function refused(reason: string): NamedError {
  return new NamedError('invalid_input', `This bundle can't be read: ${reason}.`);
}
