import { format } from 'node:util';
import { afterEach, beforeEach, expect } from 'vitest';

const methods = ['debug', 'info', 'log', 'warn', 'error'] as const;
const real = Object.fromEntries(methods.map((method) => [method, console[method]]));
let written: string[] = [];

/** The product logs to files; a line on the console is an oversight, or a warning that nobody reads. */
beforeEach(() => {
  written = [];
  for (const method of methods) {
    console[method] = (...values: unknown[]) => {
      written.push(`console.${method}: ${format(...values)}`);
    };
  }
});

afterEach(() => {
  Object.assign(console, real);
  expect(written, 'a test wrote to the console').toEqual([]);
});
