import { ConfigFault, faultAt } from './config-fault.ts';

/** More than any app's settings; a file that is larger is something else. Bytes. */
export const largestConfig = 10 * 1024 * 1024;

/**
 * What the file says. A byte-order mark stays, as U+FEFF, so that the text becomes the same bytes again.
 * @throws ConfigFault where it is too large or isn't UTF-8.
 */
export function configText(bytes: Buffer): string {
  if (bytes.length > largestConfig) throw atStart(`The file is larger than ${largestConfig / 1024 / 1024} MB: it is left alone.`);
  if (isUtf16(bytes)) throw atStart('The file is in UTF-16: save it as UTF-8.');
  const text = bytes.toString('utf8');
  const fault = differenceBetween(bytes, Buffer.from(text));
  if (fault === null) return text;
  const before = bytes.subarray(0, fault).toString('utf8');
  throw faultAt(before, before.length, 'From here the file is not UTF-8: save it as UTF-8.');
}

function atStart(message: string): ConfigFault {
  return new ConfigFault({ line: 1, column: 1 }, message);
}

function isUtf16(bytes: Buffer): boolean {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return false;
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff) || (first === 0) !== (second === 0);
}

/** The first byte that decoding and encoding again doesn't give back. */
function differenceBetween(one: Buffer, other: Buffer): number | null {
  if (one.equals(other)) return null;
  return one.findIndex((byte, index) => byte !== other[index]);
}
