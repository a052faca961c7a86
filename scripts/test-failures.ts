import { z } from 'zod';

/** One test that failed, or a file that failed outside of its tests: then `name` says so. */
export interface Failure {
  /** As the runner names it: absolute, or from the folder of the tests. */
  readonly file: string;
  readonly name: string;
  readonly message: string;
}

const vitestReport = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().default(''),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()).default([]) })),
    }),
  ),
});

export function vitestFailures(report: unknown): Failure[] {
  const parsed = vitestReport.safeParse(report);
  if (!parsed.success) return [];
  return parsed.data.testResults.flatMap(({ name: file, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed');
    if (failed.length === 0) return status === 'failed' ? [{ file, name: 'outside of its tests', message }] : [];
    return failed.map(({ fullName, failureMessages }) => ({ file, name: fullName, message: failureMessages.join('\n') }));
  });
}

const result = z.object({ errors: z.array(z.object({ message: z.string().optional() })).default([]) });
const spec = z.object({
  title: z.string(),
  file: z.string(),
  ok: z.boolean(),
  tests: z.array(z.object({ results: z.array(result) })),
});

/** Suites hold suites, to any depth. */
const suite = z.object({
  specs: z.array(spec).default([]),
  get suites() {
    return z.array(suite).default([]);
  },
});

const playwrightReport = z.object({ suites: z.array(suite) });

export function playwrightFailures(report: unknown): Failure[] {
  const parsed = playwrightReport.safeParse(report);
  return parsed.success ? parsed.data.suites.flatMap(failuresOf) : [];
}

function failuresOf({ specs, suites }: z.infer<typeof suite>): Failure[] {
  const failed = specs.filter(({ ok }) => !ok);
  return [...failed.map(({ file, title, tests }) => ({ file, name: title, message: messageOf(tests) })), ...suites.flatMap(failuresOf)];
}

function messageOf(tests: z.infer<typeof spec>['tests']): string {
  const errors = tests.flatMap(({ results }) => results).flatMap((one) => one.errors);
  return errors.map(({ message }) => message ?? '').join('\n');
}

/** Where it failed and the first lines of why, without colours. */
export function failureText({ file, name, message }: Failure): string {
  const lines = message.replaceAll(colours, '').split('\n').slice(0, shownLines);
  return [`✗ ${file} › ${name}`, ...lines.map((line) => `    ${line.slice(0, longestLine)}`)].join('\n');
}

const colours = new RegExp(`${String.fromCodePoint(27)}\\[[0-9;]*m`, 'g');
const shownLines = 8;
const longestLine = 300;
