/** In bytes; as base64 it is what `imports.bundle` takes at most. */
const largest = 67_500_000;

/** The file as base64. Fails with a sentence for a person where it is too large, empty, or gone. */
export function readBundle(file: File): Promise<string> {
  if (file.size > largest) return Promise.reject(new Error('This file is larger than 67 MB, which is more than Patchbay takes.'));
  if (file.size === 0) return Promise.reject(new Error('This file is empty.'));
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    // Read as a data URL, the result is a text.
    reader.addEventListener('load', () => resolve(afterComma(reader.result as string)));
    reader.addEventListener('error', () => reject(new Error('This file couldn’t be read. Is it still there?')));
    reader.readAsDataURL(file);
  });
}

/** A data URL's content. */
function afterComma(url: string): string {
  return url.slice(url.indexOf(',') + 1);
}
