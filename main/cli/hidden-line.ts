import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { NamedError } from '../../contract/errors.ts';

/** Asks a person at a terminal for one line, and shows nothing of it. Throws `invalid_input` where they leave (Ctrl+C, Ctrl+D). */
export async function hiddenLine(question: string, input: NodeJS.ReadableStream, output: Pick<Writable, 'write'>): Promise<string> {
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: unseen, terminal: true });
  const left = new Promise<never>((_, reject) => {
    lines.once('close', () => reject(new NamedError('invalid_input', 'No value was given.')));
  });
  output.write(question);
  try {
    return await Promise.race([lines.question(''), left]);
  } finally {
    lines.close();
    output.write('\n');
  }
}
