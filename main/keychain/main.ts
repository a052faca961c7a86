import { createInterface } from 'node:readline';

/**
 * Asks the system's keychain one thing and ends. A program of its own, because the keychain's native code may wait for a password for ever,
 * keeps a broken connection to a keychain that was restarted, and has been seen to crash. Reads one line of JSON, writes one.
 */
interface Request {
  readonly service: string;
  readonly account: string;
  /** Left out: it is read. */
  readonly value?: string;
}

/** Nobody waits longer, and whoever asked may be gone; in milliseconds. */
const longestMs = 150_000;
setTimeout(() => process.exit(1), longestMs).unref();

for await (const line of createInterface({ input: process.stdin })) {
  // The vault's own line: main/compose/keychain.ts.
  const answer = await answerTo(JSON.parse(line) as Request);
  process.stdout.write(`${JSON.stringify(answer)}\n`, () => process.exit(0));
}

async function answerTo({ service, account, value }: Request) {
  try {
    const { default: keytar } = await import('keytar');
    if (value !== undefined) await keytar.setPassword(service, account, value);
    return { value: value ?? (await keytar.getPassword(service, account)) };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}
