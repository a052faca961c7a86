import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig, type EnvironmentOptions } from 'vite';

const root = import.meta.dirname;

/** What a packaged Patchbay keeps beside its bundles: native code, and what Electron itself provides. */
const external = ['electron', 'better-sqlite3', 'keytar'];

/** The oldest Node and Chromium that a program may meet: those of Electron 33, which the tests may have to use. */
const nodeTarget = 'node20.18';
const browserTarget = 'chrome130';

/** Entry of each program for Node; its bundle is dist/<folder>/main.js. */
const programs = [
  { folder: 'electron', entry: 'main/electron/main.ts' },
  { folder: 'headless', entry: 'main/headless/main.ts' },
  { folder: 'cli', entry: 'main/cli/main.ts' },
  { folder: 'shim', entry: 'main/shim/main.ts' },
  { folder: 'guardian', entry: 'main/upstreams/guardian/main.ts' },
  { folder: 'keychain', entry: 'main/keychain/main.ts' },
  { folder: 'token-counter', entry: 'main/catalog/token-counter/main.ts' },
];

/**
 * Node keeps the text of a running program, and two bytes for each of its characters where one of them isn't ASCII. `charset` escapes what is code;
 * what is left stands in comments that licences ask to keep.
 */
const asciiComments = {
  name: 'ascii-comments',
  renderChunk: (code: string) => ({
    code: code.replace(/[^\0-\x7f]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`),
    // It keeps its lines, and no code stands behind such a comment.
    map: null,
  }),
};

/** One ESM file, everything bundled except native modules. */
function nodeProgram(folder: string, entry: string): EnvironmentOptions {
  return {
    consumer: 'server',
    // CommonJS packages in the bundle may ask for their file.
    define: { __filename: 'import.meta.filename', __dirname: 'import.meta.dirname' },
    resolve: { noExternal: true, external, conditions: ['node', 'import', 'default'] },
    build: {
      outDir: join(root, 'dist', folder),
      emptyOutDir: true,
      copyPublicDir: false,
      target: nodeTarget,
      sourcemap: true,
      // Apps start the shim many times a day, and it must stay small; the others are read when something goes wrong.
      minify: folder === 'shim',
      rolldownOptions: {
        input: { main: join(root, entry) },
        output: {
          format: 'esm',
          entryFileNames: '[name].js',
          codeSplitting: false,
          comments: { jsdoc: false },
          charset: 'ascii',
          plugins: [asciiComments],
        },
      },
    },
  };
}

/** A sandboxed preload can't be an ES module. */
const preload: EnvironmentOptions = {
  consumer: 'server',
  resolve: { noExternal: true, external },
  build: {
    outDir: join(root, 'dist/preload'),
    emptyOutDir: true,
    copyPublicDir: false,
    target: browserTarget,
    sourcemap: true,
    minify: true,
    rolldownOptions: {
      input: { preload: join(root, 'preload/preload.ts') },
      output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
    },
  },
};

/** The content security policy allows neither inline scripts nor data: URLs. */
const renderer: EnvironmentOptions = {
  build: {
    outDir: join(root, 'dist/renderer'),
    emptyOutDir: true,
    target: browserTarget,
    sourcemap: true,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    // The window is loaded from this machine.
    chunkSizeWarningLimit: 2000,
  },
};

/** Vite allows no hyphens in an environment's name, and calls the browser's environment `client`. */
const environments: Record<string, EnvironmentOptions> = {
  ...Object.fromEntries(programs.map(({ folder, entry }) => [folder.replaceAll('-', '_'), nodeProgram(folder, entry)])),
  preload,
  client: renderer,
};

export default defineConfig({
  root: join(root, 'renderer'),
  base: './',
  plugins: [react(), tailwindcss()],
  environments,
});
